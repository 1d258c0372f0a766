//! What a rule found.

use super::{Documentation, Severity};
use crate::diagnostic::{self, Diagnostic, Label};
use crate::source::Span;

/// One finding, with places in the preprocessed text.
#[derive(Debug, Clone)]
pub struct Finding {
    pub rule: &'static Documentation,
    pub span: Span,
    /// What is wrong here, in one line without a full stop, with the user's own
    /// names in it.
    pub message: String,
    /// A few words at `span`.
    pub label: String,
    /// Other places that belong to it.
    pub related: Vec<Label>,
    /// What to do about it here, one line each.
    pub help: Vec<String>,
    /// A change that cannot make the program mean something else.
    pub fix: Option<Fix>,
    /// The function it is in.
    pub function: Option<String>,
}

/// Text to put in place of a span of the preprocessed text; applied only where
/// that span stands in the user's file as it is, outside of macros.
#[derive(Debug, Clone)]
pub struct Fix {
    pub span: Span,
    pub replacement: String,
}

impl Finding {
    /// As a message with the place in the user's own file.
    pub fn diagnostic(&self) -> Diagnostic {
        let primary = Label {
            span: self.span,
            text: self.label.clone(),
        };
        Diagnostic {
            severity: match self.rule.severity {
                Severity::Error => diagnostic::Severity::Error,
                Severity::Warning => diagnostic::Severity::Warning,
                Severity::Note => diagnostic::Severity::Note,
            },
            message: format!("{} [{} {}]", self.message, self.rule.code, self.rule.name),
            labels: std::iter::once(primary)
                .chain(self.related.iter().cloned())
                .collect(),
            notes: self
                .help
                .iter()
                .map(|line| format!("help: {line}"))
                .collect(),
        }
    }

    pub fn label(mut self, text: impl Into<String>) -> Finding {
        self.label = text.into();
        self
    }

    pub fn related(mut self, span: Span, text: impl Into<String>) -> Finding {
        self.related.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    pub fn help(mut self, text: impl Into<String>) -> Finding {
        self.help.push(text.into());
        self
    }

    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Finding {
        self.fix = Some(Fix {
            span,
            replacement: replacement.into(),
        });
        self
    }
}

/// Where the rule that is being run leaves what it finds.
#[derive(Debug)]
pub struct Report {
    pub(super) rule: &'static Documentation,
    pub(super) findings: Vec<Finding>,
}

impl Report {
    /// A finding of the rule that is being run: `report.add(report.found(..))`
    /// with labels and help in between.
    pub fn found(&self, span: Span, message: impl Into<String>) -> Finding {
        Finding {
            rule: self.rule,
            span,
            message: message.into(),
            label: String::new(),
            related: Vec::new(),
            help: Vec::new(),
            fix: None,
            function: None,
        }
    }

    pub fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
    }
}
