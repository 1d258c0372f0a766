//! Colour, on a terminal only.

use std::env;
use std::io::IsTerminal;

#[derive(Clone, Copy)]
pub struct Style {
    colour: bool,
}

impl Style {
    /// See no-color.org.
    pub fn of_stdout() -> Style {
        let wanted = env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        Style {
            colour: wanted && std::io::stdout().is_terminal(),
        }
    }

    pub fn plain() -> Style {
        Style { colour: false }
    }

    pub fn heading(self, text: &str) -> String {
        self.paint("1", text)
    }

    pub fn name(self, text: &str) -> String {
        self.paint("36", text)
    }

    pub fn faint(self, text: &str) -> String {
        self.paint("2", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.colour && !text.is_empty() {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}
