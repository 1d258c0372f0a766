//! `migctl run`, `checkpoint` and `restore` over a program that keeps the
//! runtime's side of the environment contract.

mod driver_support;

use driver_support::*;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What the runtime does, in small: an image on request, by rename, then the
/// agreed exit status.
const PROGRAM: &str = r#"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static volatile sig_atomic_t asked;
static void on_signal(int n) { (void)n; asked = 1; }
static const char *of(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value && *value ? value : otherwise;
}
static int goes_on(const char *image)
{
    char name[4200], word[16] = "";
    snprintf(name, sizeof name, "%s.after", image);
    FILE *f = fopen(name, "r");
    if (!f) return strcmp(of("MIGRT_AFTER", "exit"), "continue") == 0;
    if (fscanf(f, "%15s", word) != 1) word[0] = 0;
    fclose(f);
    remove(name);
    return strcmp(word, "continue") == 0;
}
static void capture(const char *program)
{
    char image[4200], temporary[4300];
    asked = 0; /* first: the next request may come as soon as the image is there */
    const char *slash = strrchr(program, '/');
    if (getenv("MIGRT_IMAGE")) snprintf(image, sizeof image, "%s", getenv("MIGRT_IMAGE"));
    else snprintf(image, sizeof image, "./%s.%d.mig", slash ? slash + 1 : program, (int)getpid());
    int go_on = goes_on(image);
    snprintf(temporary, sizeof temporary, "%s.tmp", image);
    FILE *f = fopen(temporary, "w");
    if (!f) exit(86);
    fputs("image", f);
    fclose(f);
    rename(temporary, image);
    if (!go_on) exit(atoi(of("MIGRT_EXIT_CODE", "85")));
}
int main(int argc, char **argv)
{
    if (getenv("MIGRT_RESTORE")) { printf("restored from %s\n", getenv("MIGRT_RESTORE")); return 0; }
    if (argc > 1 && strcmp(argv[1], "show") == 0) {
        printf("%s %s %s %s %s\n", of("MIGRT_CHECKPOINT_AT", "-"), of("MIGRT_AFTER", "-"),
               of("MIGRT_EXIT_CODE", "-"), of("MIGRT_SIGNAL", "-"), of("MIGRT_LOG", "-"));
        return 7;
    }
    if (argc > 1 && strcmp(argv[1], "deaf") != 0) signal(SIGUSR2, on_signal);
    puts("ready");
    fflush(stdout);
    for (int i = 0; i < 3000; i++) {
        if (asked && strcmp(argv[1], "stubborn") == 0) exit(3);
        if (asked) capture(argv[0]);
        usleep(10000);
    }
    return 1;
}
"#;

fn place() -> Place {
    let place = Place::new(&[("prog.c", PROGRAM)]);
    place.cc("cc", &["prog.c", "-o", "prog"]).silent();
    place
}

struct Running(Child);

impl Running {
    fn start(place: &Place, args: &[&str], environment: &[(&str, &str)]) -> Running {
        let mut command = place.command(MIGCTL);
        command
            .args(args)
            .envs(environment.iter().copied())
            .stdout(Stdio::null());
        Running(command.spawn().unwrap())
    }

    fn id(&self) -> String {
        self.0.id().to_string()
    }

    fn status(&mut self) -> i32 {
        let start = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait().unwrap() {
                return status.code().unwrap_or(-1);
            }
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "the program does not end"
            );
            sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn run_sets_the_contract_and_keeps_the_status() {
    let place = place();
    let ran = place.run(
        MIGCTL,
        &[
            "run",
            "--checkpoint-at",
            "poll:5",
            "--after",
            "continue",
            "--exit-code",
            "90",
            "--signal",
            "USR1",
            "--log",
            "info",
            "--",
            "./prog",
            "show",
        ],
    );
    assert_eq!(ran.failed(7).stdout, "poll:5 continue 90 USR1 info\n");
    let ran = place.run(MIGCTL, &["run", "--", "./prog", "show"]);
    assert_eq!(ran.failed(7).stdout, "- - - - -\n");
}

#[test]
fn a_checkpoint_ends_the_program() {
    let place = place();
    let mut program = Running::start(
        &place,
        &["run", "--image", "my.mig", "--", "./prog", "x"],
        &[],
    );
    let ran = place.run(MIGCTL, &["checkpoint", &program.id()]).silent();
    assert!(ran.stdout.ends_with("/my.mig (5 bytes)\n"), "{ran:?}");
    assert_eq!(program.status(), 85);
    let ran = place
        .run(MIGCTL, &["restore", "my.mig", "--", "./prog"])
        .silent();
    assert!(
        ran.stdout.starts_with("restored from /") && ran.stdout.ends_with("/my.mig\n"),
        "{ran:?}"
    );
}

#[test]
fn a_checkpoint_without_a_name_is_found() {
    let place = place();
    let mut program = Running::start(&place, &["run", "--", "./prog", "x"], &[]);
    let id = program.id();
    let ran = place.run(MIGCTL, &["checkpoint", &id]).silent();
    assert!(ran.stdout.contains(&format!("/prog.{id}.mig")), "{ran:?}");
    assert_eq!(program.status(), 85);
}

#[test]
fn a_program_goes_on_when_asked_to() {
    let place = place();
    for (environment, flag) in [
        (&[][..], true),
        (&[("MIGRT_AFTER", "continue")][..], true),
        (&[("MIGRT_AFTER", "continue")][..], false),
    ] {
        let mut program = Running::start(
            &place,
            &["run", "--image", "go.mig", "--", "./prog", "x"],
            environment,
        );
        let id = program.id();
        place
            .run(MIGCTL, &["checkpoint", "--continue", &id])
            .silent();
        // Again: the old image must not be taken for the new one.
        place
            .run(MIGCTL, &["checkpoint", "--continue", &id])
            .silent();
        assert!(program.0.try_wait().unwrap().is_none(), "it goes on");
        let last = if flag {
            vec!["checkpoint", &id]
        } else {
            vec!["checkpoint", "--timeout", "5", &id]
        };
        place.run(MIGCTL, &last).silent();
        assert_eq!(program.status(), 85);
        assert!(!place.exists("go.mig.after"));
    }
}

#[test]
fn processes_that_cannot_be_captured() {
    let place = place();
    let ran = place.run(MIGCTL, &["checkpoint", "999999999"]).failed(1);
    insta::assert_snapshot!(ran.stderr);

    let mut sleeper = Running(place.command("sleep").arg("60").spawn().unwrap());
    let ran = place.run(MIGCTL, &["checkpoint", &sleeper.id()]).failed(86);
    assert!(
        ran.stderr.contains("without the migration runtime"),
        "{ran:?}"
    );
    assert!(sleeper.0.try_wait().unwrap().is_none(), "nothing was sent");

    let mut deaf = Running::start(&place, &["run", "--", "./prog", "deaf"], &[]);
    let ran = place.run(MIGCTL, &["checkpoint", &deaf.id()]).failed(86);
    assert!(ran.stderr.contains("no handler for signal"), "{ran:?}");
    assert!(deaf.0.try_wait().unwrap().is_none(), "nothing was sent");

    let none = Running::start(
        &place,
        &["run", "--signal", "none", "--", "./prog", "x"],
        &[],
    );
    sleep(Duration::from_millis(200));
    let ran = place.run(MIGCTL, &["checkpoint", &none.id()]).failed(86);
    assert!(ran.stderr.contains("MIGRT_SIGNAL=none"), "{ran:?}");
}

#[test]
fn a_program_that_ends_without_an_image() {
    let place = place();
    let mut program = Running::start(
        &place,
        &["run", "--image", "no.mig", "--", "./prog", "stubborn"],
        &[],
    );
    sleep(Duration::from_millis(200));
    let reaper = std::thread::spawn(move || program.status());
    let id = {
        let mut other = Running::start(
            &place,
            &["run", "--image", "no2.mig", "--", "./prog", "stubborn"],
            &[],
        );
        let ran = place.run(MIGCTL, &["checkpoint", &other.id()]).failed(86);
        assert!(
            ran.stderr.contains("ended without writing the image"),
            "{ran:?}"
        );
        assert_eq!(other.status(), 3);
        other.id()
    };
    assert!(!id.is_empty());
    drop(reaper);
}

#[test]
fn restores_that_cannot_be() {
    let place = place();
    place.write("some.mig", "x");
    insta::assert_snapshot!(
        place
            .run(MIGCTL, &["restore", "gone.mig", "--", "./prog"])
            .failed(87)
            .stderr
    );
    let ran = place
        .run(MIGCTL, &["restore", "some.mig", "--", "true"])
        .failed(87);
    assert!(ran.stderr.contains("no migration runtime"), "{ran:?}");
    let ran = place
        .run(MIGCTL, &["restore", "some.mig", "--", "./gone"])
        .failed(127);
    assert!(ran.stderr.contains("there is no program ./gone"), "{ran:?}");
}

#[test]
fn help() {
    let place = Place::new(&[]);
    for command in ["run", "checkpoint", "restore"] {
        insta::assert_snapshot!(
            format!("help_{command}"),
            place.run(MIGCTL, &[command, "--help"]).silent().stdout
        );
    }
    let ran = place
        .run(MIGCTL, &["run", "--checkpoint-at", "soon", "--", "x"])
        .failed(2);
    assert!(ran.stderr.contains("poll:1000"), "{ran:?}");
}

/// Prints a number that only an undisturbed run comes to; slow enough to be
/// caught in the middle.
const COUNTS: &str = r#"
#include <stdio.h>
#include <stdlib.h>
int main(void)
{
    unsigned x = 1;
    unsigned *table = malloc(1000 * sizeof *table);
    for (int i = 0; i < 1000; i++)
        table[i] = (unsigned)i;
    puts("ready");
    fflush(stdout);
    for (unsigned i = 0; i < 1500000000u; i++) {
        x = x * 1664525u + 1013904223u;
        table[x % 1000] += x;
    }
    for (int i = 0; i < 1000; i++)
        x ^= table[i];
    printf("%u\n", x);
    return 0;
}
"#;

#[test]
fn a_real_program_is_captured_and_goes_on() {
    let place = Place::new(&[("counts.c", COUNTS)]);
    place.cc("cc", &["-O2", "counts.c", "-o", "plain"]).silent();
    place
        .migcc("cc", &["-O2", "counts.c", "-o", "prog"])
        .silent();
    let expected = place.start("plain").silent().stdout;

    let mut command = place.command(MIGCTL);
    command
        .args(["run", "--image", "c.mig", "--", "./prog"])
        .stdout(Stdio::piped());
    let mut program = Running(command.spawn().unwrap());
    let id = program.id();
    place
        .run(MIGCTL, &["checkpoint", "--continue", &id])
        .silent();
    assert!(program.0.try_wait().unwrap().is_none(), "it goes on");
    place.run(MIGCTL, &["checkpoint", &id]).silent();
    assert_eq!(program.status(), 85);
    let ran = place
        .run(MIGCTL, &["restore", "c.mig", "--", "./prog"])
        .silent();
    assert_eq!(
        "ready\n".to_string() + &ran.stdout.replace("ready\n", ""),
        expected
    );
}
