//! `--fix`.

use super::*;

const IDLE: &str = "#define NOP() __asm__(\"nop\")
void wait(volatile int *p)
{
    while (*p) {
        __asm__ volatile(\"pause\" ::: \"memory\"); __asm__(\"nop\"); /* é */ __asm__ ( \"nop\" );
        NOP();
        __asm__(\"hlt\");
        __asm__(\"nop\"); // migcc: allow(inline-asm) looked for in the listing
    }
}
";

#[test]
fn safe_fixes_are_written_and_told() {
    let place = Place::new(&[("idle.c", IDLE)]);
    let file = place.path().join("idle.c");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("idle.c", place.path().join("link.c")).unwrap();
    let ran = lint(&place, &["--fix", "link.c"]).failed(1);
    assert_eq!(found(&ran), ["link.c:6 MIG020", "link.c:7 MIG020"]);
    assert_eq!(
        ran.stderr,
        "link.c:5:26: fixed: `\"pause\"` is now `\"\"` [MIG020 inline-asm]\n\
         link.c:5:57: fixed: `\"nop\"` is now `\"\"` [MIG020 inline-asm]\n\
         link.c:5:83: fixed: `\"nop\"` is now `\"\"` [MIG020 inline-asm]\n"
    );
    let wanted = IDLE.replacen("\"pause\"", "\"\"", 1);
    let wanted = wanted.replacen("; __asm__(\"nop\")", "; __asm__(\"\")", 1);
    let wanted = wanted.replacen("( \"nop\" )", "( \"\" )", 1);
    assert_eq!(place.read("idle.c"), wanted);
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert!(fs::symlink_metadata(place.path().join("link.c"))
        .unwrap()
        .is_symlink());
    // Nothing is left to change.
    let again = lint(&place, &["--fix", "link.c"]).failed(1);
    assert_eq!((found(&again), again.stderr.as_str()), (found(&ran), ""));
}

#[test]
fn what_is_not_shown_is_not_fixed() {
    let place = Place::new(&[("idle.c", IDLE)]);
    lint(&place, &["--fix", "--ignore", "inline-asm", "idle.c"]).failed(0);
    lint(&place, &["--fix", "--severity", "error", "idle.c"]).failed(0);
    lint(&place, &["--write-baseline", "b.json", "idle.c"]).failed(0);
    lint(&place, &["--fix", "--baseline", "b.json", "idle.c"]).failed(0);
    assert_eq!(place.read("idle.c"), IDLE);
}

#[test]
fn a_file_in_another_encoding_is_not_fixed() {
    let place = Place::new(&[]);
    let mut text = b"/* caf\xe9 */\n".to_vec();
    text.extend_from_slice(b"void f(void) { __asm__(\"nop\"); }\n");
    fs::write(place.path().join("a.c"), &text).unwrap();
    let ran = lint(&place, &["--fix", "a.c"]).failed(2);
    said(&ran, "cannot fix a.c: it is not in UTF-8");
    assert_eq!(fs::read(place.path().join("a.c")).unwrap(), text);
    assert_eq!(found(&ran), ["a.c:2 MIG020"]);
}
