//! What the demonstration shows while it runs.

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use std::time::Duration;

pub struct Screen {
    bars: MultiProgress,
}

/// The progress of the program on one machine.
pub struct MachineBar {
    bar: ProgressBar,
}

impl Screen {
    pub fn new() -> Screen {
        Screen {
            bars: MultiProgress::new(),
        }
    }

    pub fn title(&self, text: &str) {
        println!("\n  {text}\n");
    }

    pub fn say(&self, text: &str) {
        let line = format!("  · {text}");
        // Without a terminal indicatif shows nothing at all.
        match self.bars.is_hidden() {
            true => println!("{line}"),
            false => drop(self.bars.println(line)),
        }
    }

    /// Runs `work` under a spinner.
    pub fn task<T>(&self, text: &str, work: impl FnOnce() -> T) -> T {
        self.say(text);
        let spinner = self.bars.add(ProgressBar::new_spinner());
        spinner.enable_steady_tick(Duration::from_millis(100));
        let result = work();
        spinner.finish_and_clear();
        result
    }

    /// A bar that begins at step `begun` of `steps`.
    pub fn machine(&self, label: &str, begun: u64, steps: u64) -> MachineBar {
        let template = "  {prefix:<14} {bar:40.green/white} {pos:>2}/{len} {msg}";
        let style = ProgressStyle::with_template(template);
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = self.bars.add(ProgressBar::new(steps));
        bar.set_style(style.progress_chars("━╸·"));
        bar.set_prefix(label.to_string());
        bar.set_position(begun);
        MachineBar { bar }
    }
}

impl MachineBar {
    /// To be called with each line the program prints.
    pub fn follower(&self) -> impl FnMut(&str) + Send + 'static {
        let bar = self.bar.clone();
        move |line: &str| {
            if let Some((done, _)) = step(line) {
                bar.set_position(done);
            }
        }
    }

    pub fn done(&self, text: &str) {
        self.end(&format!("✓ {text}"));
    }

    pub fn failed(&self, text: &str) {
        self.end(&format!("✗ {text}"));
    }

    fn end(&self, text: &str) {
        self.bar.abandon_with_message(text.to_string());
        if self.bar.is_hidden() {
            let (done, of) = (self.bar.position(), self.bar.length().unwrap_or(0));
            println!("  {:<14} step {done} of {of} {text}", self.bar.prefix());
        }
    }
}

/// The last step in what a program printed, and how many there are.
pub fn last_step(printed: &[u8]) -> (u64, u64) {
    let text = String::from_utf8_lossy(printed);
    let last = text.lines().rev().find_map(step);
    last.unwrap_or((0, 1))
}

/// The numbers in a line "step 3 of 57: ...".
pub fn step(line: &str) -> Option<(u64, u64)> {
    let (done, rest) = line.strip_prefix("step ")?.split_once(" of ")?;
    let (of, _) = rest.split_once(':')?;
    Some((done.parse().ok()?, of.parse().ok()?))
}

/// "12.3 KiB".
pub fn bytes(count: u64) -> String {
    indicatif::HumanBytes(count).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_step_lines_move_the_bar() {
        assert_eq!(step("step 3 of 57: 12 solutions"), Some((3, 57)));
        assert_eq!(step("3 solutions"), None);
        assert_eq!(step("step x of 57: 12"), None);
    }
}
