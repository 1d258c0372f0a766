//! A compiler command line as data: options with their roles, inputs with their
//! languages, in the order they were written.

use super::cc_options::{find, OptionSpec, Role, Takes};
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;

#[derive(Debug, Clone, Default)]
pub struct CommandLine {
    pub args: Vec<Arg>,
    /// An option at the end that lacks its value.
    pub incomplete: Option<String>,
}

#[derive(Debug, Clone)]
pub enum Arg {
    Option(OptionArg),
    Input(Input),
}

#[derive(Debug, Clone)]
pub struct OptionArg {
    /// As written: one word, or the name and its value.
    pub words: Vec<OsString>,
    /// Name in the option table; the whole word for an option not listed.
    pub name: String,
    pub value: Option<OsString>,
    pub takes_value: bool,
    pub role: Role,
}

#[derive(Debug, Clone)]
pub struct Input {
    pub path: OsString,
    pub language: Language,
    /// The `-x` in force, if any and not `none`.
    pub explicit: Option<OsString>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    C,
    /// C that was preprocessed already.
    PreprocessedC,
    /// Not for migcc: assembler, C++, headers, objects, libraries, scripts.
    Other,
}

/// How far the compilation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Preprocess,
    SyntaxOnly,
    Assembly,
    Object,
    Link,
}

/// Reads the words after the program's name; `@file`s are expanded already.
pub fn parse(words: Vec<OsString>) -> CommandLine {
    let mut line = CommandLine::default();
    let mut explicit = None;
    let mut words = words.into_iter();
    let mut options_end = false;
    while let Some(word) = words.next() {
        if !options_end && word == "--" {
            options_end = true;
        } else if options_end || !is_option(&word) {
            line.args
                .push(Arg::Input(Input::new(word, explicit.clone())));
        } else {
            let option = option(word, &mut words);
            if option.value.is_none() && option.takes_value {
                line.incomplete = Some(option.name.clone());
            }
            if option.role == Role::Language {
                explicit = option.value.clone().filter(|language| language != "none");
            }
            line.args.push(Arg::Option(option));
        }
    }
    line
}

fn is_option(word: &OsStr) -> bool {
    word.as_bytes().first() == Some(&b'-') && word != "-"
}

impl Input {
    /// A file under the `-x` in force.
    pub fn new(path: OsString, explicit: Option<OsString>) -> Input {
        let language = match &explicit {
            Some(name) if name == "c" => Language::C,
            Some(name) if name == "cpp-output" || name == "c-cpp-output" => Language::PreprocessedC,
            Some(_) => Language::Other,
            None => match Path::new(&path).extension() {
                Some(suffix) if suffix == "c" => Language::C,
                Some(suffix) if suffix == "i" => Language::PreprocessedC,
                _ => Language::Other,
            },
        };
        Input {
            path,
            language,
            explicit,
        }
    }
}

fn option(word: OsString, rest: &mut impl Iterator<Item = OsString>) -> OptionArg {
    // The names in the table are ASCII, so a lossy view finds the right one.
    match find(&word.to_string_lossy()) {
        None => OptionArg {
            name: word.to_string_lossy().into_owned(),
            words: vec![word],
            value: None,
            takes_value: false,
            role: Role::Code,
        },
        Some(spec) => listed_option(spec, word, rest),
    }
}

fn listed_option(
    spec: &OptionSpec,
    word: OsString,
    rest: &mut impl Iterator<Item = OsString>,
) -> OptionArg {
    let joined = OsString::from_vec(
        word.as_bytes()
            .iter()
            .skip(spec.name.len())
            .copied()
            .collect(),
    );
    let separate = match spec.takes {
        Takes::Separate => true,
        Takes::Either => joined.is_empty(),
        Takes::Nothing | Takes::Joined => false,
    };
    let mut words = vec![word];
    let mut value = Some(joined).filter(|_| spec.takes != Takes::Nothing);
    if separate {
        value = rest.next();
        words.extend(value.clone());
    }
    OptionArg {
        words,
        name: spec.name.to_string(),
        value,
        takes_value: spec.takes != Takes::Nothing,
        role: spec.role,
    }
}

impl CommandLine {
    pub fn options(&self) -> impl Iterator<Item = &OptionArg> {
        self.args.iter().filter_map(|arg| match arg {
            Arg::Option(option) => Some(option),
            Arg::Input(_) => None,
        })
    }

    pub fn inputs(&self) -> impl Iterator<Item = &Input> {
        self.args.iter().filter_map(|arg| match arg {
            Arg::Input(input) => Some(input),
            Arg::Option(_) => None,
        })
    }

    pub fn has(&self, name: &str) -> bool {
        self.options().any(|option| option.name == name)
    }

    pub fn has_role(&self, role: Role) -> bool {
        self.options().any(|option| option.role == role)
    }

    /// The value of the last of the options `names`: the last one counts.
    pub fn last_value(&self, names: &[&str]) -> Option<&OsString> {
        let found = self
            .options()
            .filter(|option| names.contains(&option.name.as_str()))
            .last();
        found.and_then(|option| option.value.as_ref())
    }

    pub fn output(&self) -> Option<&OsString> {
        self.last_value(&["-o", "--output", "--output="])
    }

    /// The earliest phase that is asked for wins, whatever the order (GCC
    /// manual, Overall Options).
    pub fn mode(&self) -> Mode {
        if self.has("-E") || self.has("-M") || self.has("-MM") {
            Mode::Preprocess
        } else if self.has("-fsyntax-only") {
            Mode::SyntaxOnly
        } else if self.has("-S") {
            Mode::Assembly
        } else if self.has("-c") {
            Mode::Object
        } else {
            Mode::Link
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> CommandLine {
        parse(words.iter().map(OsString::from).collect())
    }

    fn languages(words: &[&str]) -> Vec<Language> {
        parsed(words).inputs().map(|input| input.language).collect()
    }

    #[test]
    fn values_are_not_inputs() {
        let line = parsed(&[
            "-o",
            "out.c",
            "-I",
            "dir.c",
            "-MF",
            "dep.c",
            "-include",
            "pre.c",
            "--param",
            "x=1.c",
            "-Xlinker",
            "l.c",
            "-aux-info",
            "aux.c",
            "main.c",
        ]);
        let inputs: Vec<_> = line.inputs().map(|input| input.path.clone()).collect();
        assert_eq!(inputs, ["main.c"]);
        assert_eq!(line.output().unwrap(), "out.c");
        assert_eq!(parsed(&["-oprog", "a.c"]).output().unwrap(), "prog");
        assert_eq!(parsed(&["-o"]).output(), None);
    }

    #[test]
    fn sections_of_x() {
        use Language::*;
        assert_eq!(
            languages(&["a.c", "b.i", "c.s", "d.S", "e.o", "f.cc", "g.h"]),
            [C, PreprocessedC, Other, Other, Other, Other, Other]
        );
        assert_eq!(
            languages(&["-x", "c", "-", "a.txt", "-xnone", "b.txt", "c.c"]),
            [C, C, Other, C]
        );
        assert_eq!(
            languages(&["-xassembler", "a.c", "-x", "cpp-output", "b"]),
            [Other, PreprocessedC]
        );
    }

    #[test]
    fn modes() {
        assert_eq!(parsed(&["a.c"]).mode(), Mode::Link);
        assert_eq!(parsed(&["-c", "-S", "a.c"]).mode(), Mode::Assembly);
        assert_eq!(parsed(&["-S", "-c", "-E", "a.c"]).mode(), Mode::Preprocess);
        assert_eq!(parsed(&["-MM", "a.c"]).mode(), Mode::Preprocess);
        assert_eq!(parsed(&["-MMD", "-c", "a.c"]).mode(), Mode::Object);
    }

    #[test]
    fn double_dash_ends_the_options() {
        let line = parsed(&["-c", "--", "-odd.c"]);
        assert_eq!(line.inputs().next().unwrap().path, "-odd.c");
    }
}
