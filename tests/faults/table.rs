//! What each call to the system can say, besides being killed in it: every fault
//! of every call is one test.

use std::collections::BTreeMap;

const WAYS: [(&str, &[&str]); 39] = [
    ("alloc", &["ENOMEM"]),
    ("say", &["EPIPE", "EIO", "EINTR", "short"]),
    ("open", &["EMFILE", "EIO", "EACCES", "ENOSPC", "EINTR"]),
    ("fcntl", &["EMFILE"]),
    ("flock", &["ENOLCK"]),
    ("stat", &["EIO", "EACCES"]),
    ("lstat", &["EIO"]),
    ("fstat", &["EIO", "ESTALE"]),
    ("lseek", &["EIO"]),
    ("read", &["EIO", "EINTR", "short"]),
    ("pread", &["EIO", "EINTR", "short"]),
    ("write", WRITING),
    ("pwrite", WRITING),
    ("fsync", &["EIO", "EINTR", "ENOSPC", "EDQUOT"]),
    ("close", &["EIO", "EINTR"]),
    ("rename", &["EIO", "ENOSPC", "EACCES"]),
    ("link", &["EPERM", "EIO", "EMLINK"]),
    ("unlink", &["EACCES", "EIO"]),
    ("poll", &["ENOMEM", "EINTR"]),
    ("mmap", &["ENOMEM", "EAGAIN"]),
    ("mprotect", &["ENOMEM"]),
    ("munmap", &["ENOMEM"]),
    ("getrlimit", &["EINVAL"]),
    ("setrlimit", &["EPERM"]),
    ("fork", &["EAGAIN", "ENOMEM"]),
    ("waitpid", &["EINTR"]),
    ("waitid", &["EINVAL"]),
    ("sigaction", &["EINVAL"]),
    ("timer_create", &["EAGAIN"]),
    ("timer_settime", &["EINVAL"]),
    ("dup", &["EMFILE"]),
    ("dup2", &["EBUSY", "EINTR"]),
    ("dup3", &["EBUSY", "EINTR"]),
    ("pipe", &["EMFILE"]),
    ("fdopen", &["ENOMEM"]),
    ("fflush", &["ENOSPC", "EIO"]),
    ("fseeko", &["EIO"]),
    ("ftello", &["EIO"]),
    ("chdir", &["EACCES"]),
];
const WRITING: &[&str] = &[
    "ENOSPC", "EINTR", "short", "EIO", "EDQUOT", "EFBIG", "EINVAL",
];

/// The faults of the calls that were counted, as `MIGRT_FAULT` has them: all of
/// them, or of many calls of one point those at both ends and some between.
pub fn faults(counts: &BTreeMap<String, u64>, full: bool) -> Vec<String> {
    let passed = counts.iter().filter(|(_, &calls)| calls > 0);
    passed
        .flat_map(|(point, &calls)| of_point(point, calls, full))
        .collect()
}

fn of_point(point: &str, calls: u64, full: bool) -> Vec<String> {
    let known = WAYS.iter().find(|(name, _)| *name == point);
    let ways = known
        .unwrap_or_else(|| panic!("no ways to fail for {point}"))
        .1;
    let mut all = Vec::new();
    for call in chosen(calls, full) {
        // A quick test tries one way for each call, and all of them somewhere.
        let turn = (call - 1) as usize % ways.len();
        for (index, way) in ways.iter().enumerate() {
            if full || index == turn || calls < 4 {
                all.push(format!("{point}:{call}:{way}"));
            }
        }
        if full || moves(point) {
            all.push(format!("{point}:{call}:kill"));
            all.push(format!("{point}:{call}:kill-after"));
        }
    }
    all
}

/// Calls that change what another process sees.
fn moves(point: &str) -> bool {
    ["open", "write", "fsync", "rename", "link", "unlink", "fork"].contains(&point)
}

fn chosen(calls: u64, full: bool) -> Vec<u64> {
    let (ends, step) = if full { (calls, 1) } else { (2, 23) };
    (1..=calls)
        .filter(|call| *call <= ends || call + ends > calls || call % step == 0)
        .collect()
}

#[test]
fn every_call_has_its_turn() {
    let counts = BTreeMap::from([("rename".to_string(), 2), ("poll".to_string(), 0)]);
    let all = faults(&counts, false);
    assert_eq!(all.len(), 10, "{all:?}");
    assert!(all.contains(&"rename:2:kill-after".to_string()));
    let counts = BTreeMap::from([("alloc".to_string(), 200)]);
    assert_eq!(faults(&counts, true).len(), 600);
    let some = faults(&counts, false);
    assert!(some.contains(&"alloc:200:ENOMEM".to_string()) && some.len() < 20);
}
