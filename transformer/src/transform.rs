//! One unit from preprocessed text to emitted text: the pure part of the
//! pipeline, without files or processes.

use crate::annotate::{self, Declared, Problem, Selectors};
use crate::config::{Annotations, Place};
use crate::diagnostic::Diagnostic;
use crate::flow::Limits;
use crate::hir;
use crate::rewrite;
use crate::source::{SourceText, Span};
use crate::syntax::{self, Dialect, SyntaxError};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

/// A preprocessed unit and what is known of it.
#[derive(Debug, Clone)]
pub struct TransformInput {
    /// The preprocessed text with its line markers; not always UTF-8.
    pub text: Vec<u8>,
    /// Path relative to `MIGCC_ROOT`, or as given on the command line.
    pub unit_name: String,
    /// The source file as given on the command line; `-` is standard input.
    pub file: PathBuf,
    /// Hash of the tokens of the source file, in lower-case hexadecimal.
    pub fingerprint: String,
    pub options: TransformOptions,
    pub expanded: Expanded,
}

#[derive(Debug, Clone, Default)]
pub struct TransformOptions {
    /// Value of `-std=` (`c99`, `gnu17`, ...); `None`: the compiler's default.
    pub standard: Option<String>,
    pub config: Option<Config>,
    pub target: Target,
    /// Small constants and a poll at every statement, for tests.
    pub testing: bool,
}

/// The file `MIGCC_CONFIG` names.
#[derive(Debug, Clone)]
pub struct Config {
    pub path: PathBuf,
    pub text: String,
}

/// Expressions of the annotations with the macros of the unit replaced.
pub type Expanded = HashMap<String, String>;

/// What the real compiler says about the machine it compiles for.
#[derive(Debug, Clone, Default)]
pub struct Target {
    /// Object-like predefined macros, for the flags in use. Empty when the
    /// compiler cannot list them.
    pub macros: BTreeMap<String, String>,
}

#[derive(Debug, Clone)]
pub enum Transformed {
    Rewritten(Rewritten),
    /// The unit is compiled as it is, which is safe for the stated reason.
    PassThrough {
        reason: String,
    },
}

#[derive(Debug, Clone, Default)]
pub struct Rewritten {
    /// C text to compile, free of directives other than line markers and
    /// pragmas.
    pub text: Vec<u8>,
    /// Decisions worth a line in `MIGCC_LOG`.
    pub notes: Vec<Note>,
    /// Functions that were left as they are, and why.
    pub refused: Vec<Note>,
}

/// A decision about one function.
#[derive(Debug, Clone)]
pub struct Note {
    pub function: String,
    pub what: String,
    pub why: String,
    pub place: Option<Span>,
}

/// Rewrites one unit.
pub fn transform(input: &TransformInput) -> Result<Transformed, Vec<Diagnostic>> {
    if let Some(reason) = input.options.target.unfit() {
        return Ok(Transformed::PassThrough { reason });
    }
    let mut prepared = prepare(input)?;
    let output = rewrite(input, &mut prepared)
        .map_err(|error| vec![Diagnostic::error(error.to_string())])?;
    let mut rewritten = rewritten(output);
    rewritten.notes.extend(prepared.notes);
    Ok(Transformed::Rewritten(rewritten))
}

/// A unit with what the user and the tool say of it: what rewriting and linting
/// start from.
pub struct Prepared {
    pub source: SourceText,
    pub unit: hir::Unit,
    pub annotations: Annotations,
    pub selectors: Selectors,
    /// What was inferred, and annotations that concern nothing here.
    pub notes: Vec<Note>,
}

/// Parses a unit and applies the annotations.
pub fn prepare(input: &TransformInput) -> Result<Prepared, Vec<Diagnostic>> {
    let annotations = annotations(input.options.config.as_ref())?;
    let mut parsed = parse(input, input.text.clone())?;
    let declared = declare(input, &annotations, &parsed.unit);
    if !declared.text.is_empty() {
        let mut text = input.text.clone();
        text.extend_from_slice(declared.text.as_bytes());
        parsed = parse(input, text).map_err(|errors| in_config(input, &declared, errors))?;
    }
    mark(input, &annotations, &mut parsed)?;
    let mut selectors = annotate::collect(&parsed.unit)
        .map_err(|problems| in_config(input, &declared, problems_in(problems)))?;
    let mut notes = infer(input, &parsed, &mut selectors);
    notes.extend(unused(input, declared.unused));
    Ok(Prepared {
        source: parsed.source,
        unit: parsed.unit,
        annotations,
        selectors,
        notes,
    })
}

fn mark(
    input: &TransformInput,
    annotations: &Annotations,
    parsed: &mut Parsed,
) -> Result<(), Vec<Diagnostic>> {
    let lines = parsed.source.lines();
    let file = |at: u32| lines.place(at as usize).file.to_string();
    let path = config_path(input);
    annotate::mark(&mut parsed.unit, annotations, &file).map_err(|problems| {
        let told = |(what, at): (String, Place)| {
            Diagnostic::error(format!("{path}:{}:{}: {what}", at.line, at.column))
        };
        problems.into_iter().map(told).collect()
    })
}

/// Only of records that stand in the source file itself: no other unit can write
/// them in another way.
fn infer(input: &TransformInput, parsed: &Parsed, selectors: &mut Selectors) -> Vec<Note> {
    let lines = parsed.source.lines();
    let file = input.file.to_string_lossy();
    let own = |span: Span| {
        let place = lines.place(span.start as usize);
        !place.system && place.file == file
    };
    let found = annotate::infer(&parsed.unit, parsed.source.text(), selectors, &own);
    let notes = found.into_iter().map(|inferred| Note {
        function: String::new(),
        what: format!("inferred for {}", inferred.record),
        why: inferred.what,
        place: Some(inferred.at),
    });
    notes.collect()
}

fn config_path(input: &TransformInput) -> String {
    let config = input.options.config.as_ref();
    config.map_or(String::new(), |config| config.path.display().to_string())
}

struct Parsed {
    source: SourceText,
    unit: hir::Unit,
}

fn parse(input: &TransformInput, text: Vec<u8>) -> Result<Parsed, Vec<Diagnostic>> {
    let source = SourceText::new(text, &input.file.to_string_lossy())
        .map_err(|error| vec![Diagnostic::error(error.to_string())])?;
    let standard = input.options.standard.as_deref();
    let dialect = standard.and_then(Dialect::from_std).unwrap_or_default();
    let unit =
        syntax::analyse(source.text(), dialect, input.options.target.hir()).map_err(|errors| {
            errors
                .into_iter()
                .map(syntax_diagnostic)
                .collect::<Vec<_>>()
        })?;
    Ok(Parsed { source, unit })
}

fn rewrite(
    input: &TransformInput,
    prepared: &mut Prepared,
) -> Result<rewrite::Output, syntax::StackError> {
    let (source, unit) = (&prepared.source, &mut prepared.unit);
    syntax::with_big_stack(|| {
        rewrite::rewrite(rewrite::Input {
            unit,
            text: source.bytes(),
            lines: source.lines(),
            unit_name: &input.unit_name,
            fingerprint: &input.fingerprint,
            annotations: &prepared.annotations,
            selectors: &prepared.selectors,
            limits: limits(&input.options),
        })
    })
}

fn limits(options: &TransformOptions) -> Limits {
    match options.testing {
        true => Limits::TESTING,
        false => Limits::default(),
    }
}

/// What the user's `migcc.toml` says of this unit's records, as C.
fn declare(input: &TransformInput, annotations: &Annotations, unit: &hir::Unit) -> Declared {
    annotate::declare(unit, annotations, &input.expanded, &config_path(input))
}

fn problems_in(problems: Vec<Problem>) -> Vec<Diagnostic> {
    problems
        .into_iter()
        .map(|problem| {
            Diagnostic::error(format!("annotation: {}", problem.what)).at(problem.span, "here")
        })
        .collect()
}

/// Messages about text that stands in the `migcc.toml` get their place there.
fn in_config(
    input: &TransformInput,
    declared: &Declared,
    diagnostics: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let begin = input.text.len();
    let path = config_path(input);
    let place = |at: usize| {
        let Place { line, column } = declared.place(at - begin);
        format!("{path}:{line}:{column}")
    };
    let moved = |d: Diagnostic| match d.labels.first().map(|label| label.span.start as usize) {
        Some(at) if at >= begin => {
            let what = d.message.trim_start_matches("annotation: ");
            let what = what.trim_start_matches("migcc cannot parse this unit: ");
            Diagnostic::error(format!("{}: {what}", place(at)))
        }
        _ => d,
    };
    diagnostics.into_iter().map(moved).collect()
}

fn unused(input: &TransformInput, unused: Vec<(String, Place)>) -> impl Iterator<Item = Note> {
    let path = config_path(input);
    unused.into_iter().map(move |(record, place)| Note {
        function: String::new(),
        what: format!("the annotation of {record} says nothing here"),
        why: format!(
            "{path}:{}:{}: this unit has no complete type of that name",
            place.line, place.column
        ),
        place: None,
    })
}

fn annotations(config: Option<&Config>) -> Result<Annotations, Vec<Diagnostic>> {
    let Some(config) = config else {
        return Ok(Annotations::default());
    };
    Annotations::parse(&config.text).map_err(|why| {
        vec![Diagnostic::error(format!(
            "{}: {why}",
            config.path.display()
        ))]
    })
}

fn syntax_diagnostic(error: SyntaxError) -> Diagnostic {
    let span = Span::new(error.offset, error.offset + 1);
    Diagnostic::error(format!("migcc cannot parse this unit: {}", error.message))
        .at(span, "here")
        .note(
            "the compiler accepts it, so this is a limit of migcc; MIGCC_OFF=1 compiles without it",
        )
}

fn rewritten(output: rewrite::Output) -> Rewritten {
    let polling = output.polling.into_iter().map(|(function, why, at)| Note {
        function,
        what: "may stop here".into(),
        why,
        place: Some(at),
    });
    let refused = output.refused.into_iter().map(|refusal| Note {
        function: refusal.function,
        what: "captures wait until it has returned".into(),
        why: refusal.reason,
        place: Some(refusal.at),
    });
    Rewritten {
        text: output.text,
        notes: polling.collect(),
        refused: refused.collect(),
    }
}

impl Target {
    /// Why this compiler cannot take emitted text, if it cannot.
    fn unfit(&self) -> Option<String> {
        let tcc = self.macros.contains_key("__TINYC__");
        tcc.then(|| {
            "tcc has no constructors, by which a unit announces itself to the runtime; build with \
             gcc or clang to be able to capture the program"
                .to_string()
        })
    }

    /// What the typing of expressions needs to know.
    fn hir(&self) -> hir::Target {
        let lines: Vec<String> = self
            .macros
            .iter()
            .map(|(name, value)| format!("#define {name} {value}"))
            .collect();
        hir::Target::from_macros(&lines.join("\n"))
    }
}
