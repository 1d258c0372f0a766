//! Why an invocation ends early.

use std::fmt::Display;
use std::path::Path;

/// The end of an invocation before its work is done.
#[derive(Debug, Clone)]
pub enum Stop {
    /// The real compiler has said what is wrong: only its status is left to
    /// pass on.
    Status(i32),
    /// migcc itself cannot go on. The text says what, why and what to do.
    Error { message: String, status: i32 },
    /// Rendered diagnostics of the user's program.
    Diagnostics(String),
}

impl Stop {
    pub fn error(message: impl Into<String>) -> Stop {
        Stop::Error {
            message: message.into(),
            status: 1,
        }
    }

    pub fn io(what: &str, path: &Path, error: impl Display) -> Stop {
        Stop::error(format!("cannot {what} {}: {error}", path.display()))
    }

    pub fn status(&self) -> i32 {
        match self {
            Stop::Status(status) | Stop::Error { status, .. } => *status,
            Stop::Diagnostics(_) => 1,
        }
    }

    /// What to print, if anything.
    pub fn text(&self) -> Option<String> {
        match self {
            Stop::Status(_) => None,
            Stop::Error { message, .. } => Some(format!("migcc: error: {message}\n")),
            Stop::Diagnostics(text) => Some(text.clone()),
        }
    }
}
