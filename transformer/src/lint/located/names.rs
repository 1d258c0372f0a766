//! Names of files as they are shown.

use std::path::{Component, Path, PathBuf};

/// From names in line markers to names relative to the current folder.
pub struct Names<'a> {
    /// Where the preprocessor ran.
    folder: &'a Path,
    here: &'a Path,
}

impl<'a> Names<'a> {
    pub fn new(folder: &'a Path, here: &'a Path) -> Names<'a> {
        Names { folder, here }
    }

    /// Relative to the current folder where the file lies below it, else whole;
    /// a file outside that was named by a relative path keeps it.
    pub fn shown(&self, name: &str) -> String {
        if name.starts_with('<') {
            return name.to_string();
        }
        let whole = normal(&self.folder.join(name));
        let shown = match whole.strip_prefix(self.here) {
            Ok(below) if !self.here.as_os_str().is_empty() => below,
            _ if self.folder == self.here => return name.to_string(),
            _ => &whole,
        };
        shown.to_string_lossy().into_owned()
    }
}

/// Without `.` and `..`, by the text alone.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if normal.file_name().is_some() => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(folder: &str, name: &str) -> String {
        Names::new(Path::new(folder), Path::new("/home/p")).shown(name)
    }

    #[test]
    fn below_the_current_folder() {
        assert_eq!(shown("/home/p", "./src/a.c"), "src/a.c");
        assert_eq!(shown("/home/p", "/home/p/src/../a.c"), "a.c");
        assert_eq!(shown("/home/p/build", "../src/a.c"), "src/a.c");
    }

    #[test]
    fn outside_of_it() {
        assert_eq!(shown("/home/p", "../q/a.c"), "../q/a.c");
        assert_eq!(shown("/home/p", "/usr/include/a.h"), "/usr/include/a.h");
        assert_eq!(shown("/home/q", "a.c"), "/home/q/a.c");
        assert_eq!(shown("/home/q", "<stdin>"), "<stdin>");
    }
}
