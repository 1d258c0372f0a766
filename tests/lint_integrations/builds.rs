//! make, CMake and autoconf.

use crate::{available, installed, ran, shown, Place, Ran, BAD, CLEAN};
use std::collections::BTreeMap;

fn make(place: &Place, args: &[&str]) -> Ran {
    ran(installed(place, "make").args(args))
}

#[test]
fn a_makefile_with_a_target_for_the_lint() {
    if !available("make") {
        return;
    }
    let makefile = shown("docs/integrations/Makefile");
    let place = Place::new(&[("Makefile", &makefile), ("main.c", CLEAN)]);
    make(&place, &["lint"]).failed(0);
    make(&place, &[]).failed(0);
    assert_eq!(place.start("program").stdout, "42\n");
    place.write("keep.c", BAD);
    let lint = make(&place, &["lint"]).failed(2);
    assert!(lint.stdout.contains("keep.c:5:12"), "{lint:#?}");
    make(&place, &["lint.html"]).failed(2);
    assert!(place.read("lint.html").contains("keep.c:5:12"));
    let refused = make(&place, &["LINT=error"]).failed(2);
    assert!(refused.stderr.contains("keep.c:5:12"), "{refused:#?}");
    assert!(!place.exists("keep.o"));
    let built = make(&place, &["CC=migcc --lint"]).failed(0);
    assert!(built.stderr.contains("keep.c:5:12"), "{built:#?}");
}

#[test]
fn cmake() {
    if !available("cmake") {
        return;
    }
    let lists = shown("docs/integrations/CMakeLists.txt");
    let place = Place::new(&[("CMakeLists.txt", &lists), ("main.c", CLEAN)]);
    let run = |args: &[&str]| ran(installed(&place, "cmake").args(args));
    run(&["-B", "build", "-DCMAKE_C_COMPILER=migcc"]).failed(0);
    run(&["--build", "build"]).failed(0);
    assert_eq!(place.start("build/program").stdout, "42\n");
    assert!(is_migratable(&place, "build/program"));
    run(&["--build", "build", "--target", "lint"]).failed(0);
    place.write(
        "keep.c",
        &BAD.replace("#include", "#if ANSWER != 42\n#error\n#endif\n#include"),
    );
    run(&["-B", "build"]).failed(0);
    let lint = run(&["--build", "build", "--target", "lint"]);
    assert_ne!(lint.status, 0, "{lint:#?}");
    assert!(lint.stdout.contains("keep.c:8:12"), "{lint:#?}");
}

/// It takes the environment of a migratable program: statistics at its end.
fn is_migratable(place: &Place, program: &str) -> bool {
    let mut command = place.command(place.path().join(program));
    ran(command.env("MIGRT_STATS", place.path().join("stats"))).failed(0);
    place.exists("stats")
}

const CONFIGURE_AC: &str = r#"AC_INIT([program], [1.0])
AC_CONFIG_SRCDIR([main.c])
AC_CONFIG_HEADERS([config.h])
AM_INIT_AUTOMAKE([foreign])
AC_USE_SYSTEM_EXTENSIONS
AC_PROG_CC
AC_C_INLINE
AC_C_CONST
AC_C_VOLATILE
AC_C_RESTRICT
AC_C_FLEXIBLE_ARRAY_MEMBER
AC_C_VARARRAYS
AC_C_TYPEOF
AC_C_BIGENDIAN
AC_C_CHAR_UNSIGNED
AC_CHECK_HEADERS([stdio.h sys/mman.h windows.h no/such.h threads.h])
AC_CHECK_FUNCS([malloc qsort no_such_function strlcpy pthread_create])
AC_CHECK_DECLS([strerror_r, no_such_name])
AC_CHECK_TYPES([long long, __int128, _Float128, struct timespec, no_such_t])
AC_CHECK_MEMBERS([struct stat.st_blksize, struct stat.no_such])
AC_CHECK_SIZEOF([long])
AC_CHECK_SIZEOF([void *])
AC_CHECK_ALIGNOF([double])
AC_TYPE_SIZE_T
AC_TYPE_UINT64_T
AC_TYPE_LONG_DOUBLE
AC_FUNC_MALLOC
AC_FUNC_ALLOCA
AC_FUNC_MEMCMP
AC_FUNC_STRERROR_R
AC_SEARCH_LIBS([cos], [m])
AC_CHECK_LIB([no_such_library], [main])
AC_SYS_LARGEFILE
AC_CACHE_CHECK([what a program prints], [program_cv_ran],
  [AC_RUN_IFELSE([AC_LANG_PROGRAM([[#include <stdlib.h>]], [[char *p = malloc(8); return !p;]])],
    [program_cv_ran=yes], [program_cv_ran=no], [program_cv_ran=cross])])
AC_CACHE_CHECK([for attributes], [program_cv_attributes],
  [AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[__attribute__((visibility("hidden"), noinline)) int f(void);
     int f(void) { return 1; }]], [[return __builtin_expect(f(), 0);]])],
    [program_cv_attributes=yes], [program_cv_attributes=no])])
AC_CONFIG_FILES([Makefile])
AC_OUTPUT
"#;
const MAKEFILE_AM: &str = "bin_PROGRAMS = program\nprogram_SOURCES = main.c\n";

/// What configure found out, and the config.h it wrote.
fn configure(place: &Place, compiler: &str) -> (BTreeMap<String, String>, String) {
    let mut command = installed(place, "./configure");
    let done = ran(command.args(["-C", &format!("CC={compiler}")]));
    assert_eq!(done.status, 0, "{}\n{done:#?}", place.read("config.log"));
    let cache = place.read("config.cache");
    let lines = cache.lines().filter_map(|line| line.split_once('='));
    let found = lines.filter(|(name, _)| !name.starts_with('#') && name.contains("_cv_"));
    // How it was called, and which compiler was found.
    let own = |name: &str| name.starts_with("ac_cv_env_") || name.starts_with("ac_cv_prog_CC");
    let found = found.filter(|(name, _)| !own(name));
    let value = |name: &str, value: &str| {
        let value = value.trim_start_matches(&format!("${{{name}="));
        let value = value.strip_suffix('}').unwrap_or(value);
        let words = value.trim_matches('\'').split(' ');
        let words = words.map(|word| if word == compiler { "CC" } else { word });
        words.collect::<Vec<_>>().join(" ")
    };
    let found = found.map(|(name, text)| (name.to_string(), value(name, text)));
    (found.collect(), place.read("config.h"))
}

fn differences(checks: &BTreeMap<String, String>, ours: &BTreeMap<String, String>) -> Vec<String> {
    let names = checks
        .keys()
        .chain(ours.keys().filter(|name| !checks.contains_key(*name)));
    let differ = names.filter(|name| checks.get(*name) != ours.get(*name));
    differ.cloned().collect()
}

/// One check differs: it has a static pointer to an array of variable length,
/// which migcc cannot move to file scope.
#[test]
fn autoconf() {
    if !["autoconf", "automake", "make"]
        .iter()
        .all(|tool| available(tool))
    {
        return;
    }
    let place = Place::new(&[
        ("configure.ac", CONFIGURE_AC),
        ("Makefile.am", MAKEFILE_AM),
        ("main.c", CLEAN),
    ]);
    for tool in ["aclocal", "autoheader", "autoconf"] {
        ran(&mut installed(&place, tool)).failed(0);
    }
    ran(installed(&place, "automake").args(["--add-missing", "--copy"])).failed(0);
    let (checks, header) = configure(&place, "cc");
    assert!(checks.len() > 60, "{checks:#?}");
    assert_eq!(checks["program_cv_ran"], "yes");
    assert_eq!(checks["ac_cv_func_no_such_function"], "no");
    std::fs::remove_file(place.path().join("config.cache")).unwrap();
    let (ours, our_header) = configure(&place, "migcc");
    assert_eq!(differences(&checks, &ours), ["ac_cv_c_vararrays"]);
    let lines = |header: &str| -> Vec<String> {
        let other = |line: &&str| {
            !["HAVE_C_VARARRAYS", "__STDC_NO_VLA__"]
                .iter()
                .any(|name| line.contains(name))
        };
        let lines = header.lines().filter(other);
        lines.map(str::to_string).collect()
    };
    assert_eq!(lines(&our_header), lines(&header));
    make(&place, &[]).failed(0);
    assert_eq!(place.start("program").stdout, "42\n");
    assert!(is_migratable(&place, "program"));
}
