//! Whether a run did what it should.

use super::sandbox::{self, Files};
use crate::case::Refusal;
use crate::process::Outcome;
use crate::program::{expect_exit, CAPTURED, IMAGE_REFUSED};

/// What the untransformed program does.
#[derive(Debug, Clone)]
pub struct Reference {
    pub stdout: Vec<u8>,
    pub files: Files,
}

/// A capture must end with 85 after a beginning of the expected output.
pub fn captured(reference: &Reference, before: &[u8], outcome: &Outcome) -> Result<(), String> {
    expect_exit(outcome, CAPTURED, "capture")?;
    let printed = [before, &outcome.stdout].concat();
    if reference.stdout.starts_with(&printed) {
        return Ok(());
    }
    Err(format!(
        "capture: {}",
        first_difference(&reference.stdout, &printed)
    ))
}

/// A run to the end must succeed, and its output after `before` and its files
/// must be those of the reference.
pub fn finished(
    reference: &Reference,
    before: &[u8],
    outcome: &Outcome,
    files: &Files,
) -> Result<(), String> {
    let printed = [before, &outcome.stdout].concat();
    expect_exit(outcome, 0, "run to the end")?;
    if printed != reference.stdout {
        return Err(first_difference(&reference.stdout, &printed));
    }
    sandbox::difference(&reference.files, files).map_or(Ok(()), Err)
}

/// A refused image: the right status, the right reason, and nothing was run.
pub fn refused(refusal: &Refusal, outcome: &Outcome) -> Result<(), String> {
    expect_exit(outcome, IMAGE_REFUSED, "restore that must be refused")?;
    let said = outcome.complaint();
    if !said.contains(&refusal.message) {
        return Err(format!(
            "refused without naming {:?}: {said}",
            refusal.message
        ));
    }
    match outcome.stdout.is_empty() {
        true => Ok(()),
        false => Err("refused, but something ran and printed".into()),
    }
}

/// The first line in which `actual` is not `expected`.
pub fn first_difference(expected: &[u8], actual: &[u8]) -> String {
    let mut lines = expected.split(|b| *b == b'\n');
    let mut theirs = actual.split(|b| *b == b'\n');
    let mut number = 0;
    loop {
        number += 1;
        let (wanted, got) = (lines.next(), theirs.next());
        if wanted != got {
            let show = |line: Option<&[u8]>| match line {
                Some(line) => format!("{:?}", String::from_utf8_lossy(line)),
                None => "the end".into(),
            };
            let (wanted, got) = (show(wanted), show(got));
            return format!("output line {number} is {got}, should be {wanted}");
        }
        if wanted.is_none() {
            return "no difference in the output".into();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::Status;
    use std::time::Duration;

    fn outcome(code: i32, stdout: &str, stderr: &str) -> Outcome {
        Outcome {
            status: Status::Exited(code),
            stdout: stdout.into(),
            stderr: stderr.into(),
            elapsed: Duration::ZERO,
        }
    }

    fn reference(stdout: &str) -> Reference {
        Reference {
            stdout: stdout.into(),
            files: Files::new(),
        }
    }

    #[test]
    fn output_before_and_after_must_join_exactly() {
        let reference = reference("a\nb\nc\n");
        let end = |before: &str, after: &str| {
            finished(
                &reference,
                before.as_bytes(),
                &outcome(0, after, ""),
                &Files::new(),
            )
        };
        assert!(end("a\nb", "\nc\n").is_ok());
        assert!(end("a\n", "c\n").unwrap_err().contains("line 2"));
        assert!(end("a\nb\n", "b\nc\n").is_err());
    }

    #[test]
    fn the_final_status_counts() {
        let reference = reference("a\n");
        assert!(finished(&reference, b"", &outcome(3, "a\n", ""), &Files::new()).is_err());
    }

    #[test]
    fn a_capture_is_status_85_and_a_prefix() {
        let reference = reference("a\nb\n");
        assert!(captured(&reference, b"", &outcome(85, "a\n", "")).is_ok());
        assert!(captured(&reference, b"", &outcome(0, "a\n", "")).is_err());
        assert!(captured(&reference, b"", &outcome(85, "b\n", "")).is_err());
    }

    #[test]
    fn only_the_named_refusal_counts() {
        let refusal = Refusal {
            to_bits: 32,
            message: "total".into(),
        };
        let with = |code, out, err| refused(&refusal, &outcome(code, out, err));
        assert!(with(87, "", "main.c:3: total = 1099511627776 does not fit").is_ok());
        assert!(with(87, "", "checksum").is_err());
        assert!(with(86, "", "total").is_err());
        assert!(with(87, "ran\n", "total").is_err());
    }
}
