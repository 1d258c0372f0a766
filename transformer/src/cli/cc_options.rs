//! The options of gcc, clang and tcc that migcc must know: those with a value,
//! and those that do not belong into every pass. Any other option is one word
//! and goes into every pass.

use Role::*;
use Takes::*;

/// How an option is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Just `-name`.
    Nothing,
    /// `-nameVALUE`, possibly empty.
    Joined,
    /// `-name VALUE`.
    Separate,
    /// `-nameVALUE` or `-name VALUE`.
    Either,
}

/// What an option is for, which decides the passes it goes into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `-c`, `-S`, `-E`, ...: decided by migcc for each pass.
    Mode,
    Output,
    /// `-x`.
    Language,
    /// Macros and include paths.
    Preprocess,
    /// Dependency files.
    Depend,
    /// Warnings: about the user's own text only.
    Warning,
    /// Handed to the assembler.
    Assemble,
    /// A word or value for the linker that has a place among the inputs.
    Link,
    /// Makes the compiler write or print something besides its output.
    Extra,
    /// A question to the compiler: nothing is compiled.
    Query,
    /// Says that the program is not an ordinary one on top of a C library.
    Freestanding,
    /// Everything else: dialect, target, optimisation, code generation.
    Code,
}

pub struct OptionSpec {
    pub name: &'static str,
    pub takes: Takes,
    pub role: Role,
}

const fn option(name: &'static str, takes: Takes, role: Role) -> OptionSpec {
    OptionSpec { name, takes, role }
}

/// The option an argument begins with: the longest name that fits.
pub fn find(arg: &str) -> Option<&'static OptionSpec> {
    OPTIONS
        .iter()
        .filter(|spec| fits(spec, arg))
        .max_by_key(|spec| spec.name.len())
}

fn fits(spec: &OptionSpec, arg: &str) -> bool {
    match spec.takes {
        Nothing | Separate => arg == spec.name,
        Joined | Either => arg.starts_with(spec.name),
    }
}

#[rustfmt::skip]
pub const OPTIONS: &[OptionSpec] = &[
    // Modes and questions.
    option("-c", Nothing, Mode),
    option("-S", Nothing, Mode),
    option("-E", Nothing, Mode),
    option("-M", Nothing, Mode),
    option("-MM", Nothing, Mode),
    option("-fsyntax-only", Nothing, Mode),
    option("-o", Either, Output),
    option("--output", Separate, Output),
    option("--output=", Joined, Output),
    option("-x", Either, Language),
    option("--language", Separate, Language),
    option("--language=", Joined, Language),
    option("-###", Nothing, Query),
    option("--help", Joined, Query),
    option("--target-help", Nothing, Query),
    option("--version", Nothing, Query),
    option("-dumpversion", Nothing, Query),
    option("-dumpfullversion", Nothing, Query),
    option("-dumpmachine", Nothing, Query),
    option("-dumpspecs", Nothing, Query),
    option("-print-", Joined, Query),
    option("--print-", Joined, Query),
    option("--analyze", Nothing, Query),
    option("-run", Joined, Query),
    option("-ar", Nothing, Query),
    option("-emit-ast", Nothing, Query),
    option("-emit-pch", Nothing, Query),
    option("-rewrite-objc", Nothing, Query),

    // The preprocessor.
    option("-D", Either, Preprocess),
    option("-U", Either, Preprocess),
    option("-A", Either, Preprocess),
    option("-I", Either, Preprocess),
    option("-include", Separate, Preprocess),
    option("-include-pch", Separate, Preprocess),
    option("-imacros", Either, Preprocess),
    option("-isystem", Either, Preprocess),
    option("-iquote", Either, Preprocess),
    option("-idirafter", Either, Preprocess),
    option("-iprefix", Either, Preprocess),
    option("-iwithprefix", Either, Preprocess),
    option("-iwithprefixbefore", Either, Preprocess),
    option("-imultilib", Separate, Preprocess),
    option("-imultiarch", Separate, Preprocess),
    option("-cxx-isystem", Either, Preprocess),
    option("-iframework", Either, Preprocess),
    option("-isystem-after", Separate, Preprocess),
    option("-F", Either, Preprocess),
    option("--embed-dir=", Joined, Preprocess),
    option("-undef", Nothing, Preprocess),
    option("-nostdinc", Nothing, Preprocess),
    option("-nobuiltininc", Nothing, Preprocess),
    option("-nostdlibinc", Nothing, Preprocess),
    option("-trigraphs", Nothing, Preprocess),
    option("-H", Nothing, Extra),
    option("-C", Nothing, Extra),
    option("-CC", Nothing, Extra),
    option("-P", Nothing, Extra),
    option("-fdirectives-only", Nothing, Extra),
    option("-fpch-preprocess", Nothing, Extra),
    option("-Wp,", Joined, Preprocess),
    option("-Wp,-M", Joined, Depend),
    option("-Xpreprocessor", Separate, Preprocess),

    // Dependency files.
    option("-MD", Nothing, Depend),
    option("-MMD", Nothing, Depend),
    option("-MP", Nothing, Depend),
    option("-MG", Nothing, Depend),
    option("-MF", Either, Depend),
    option("-MT", Either, Depend),
    option("-MQ", Either, Depend),
    option("-MJ", Either, Depend),
    option("-MV", Nothing, Depend),
    option("-Mno-modules", Nothing, Depend),

    // Warnings.
    option("-W", Joined, Warning),
    option("-w", Nothing, Warning),
    option("-pedantic", Nothing, Warning),
    option("-pedantic-errors", Nothing, Warning),
    option("-fmax-errors=", Joined, Warning),
    option("-ferror-limit=", Joined, Warning),
    option("-fanalyzer", Joined, Warning),
    option("-Rpass", Joined, Warning),
    option("--serialize-diagnostics", Separate, Warning),
    option("-serialize-diagnostics", Separate, Warning),

    // The assembler.
    option("-Wa,", Joined, Assemble),
    option("-Xassembler", Separate, Assemble),

    // The linker.
    option("-Wl,", Joined, Link),
    option("-Xlinker", Separate, Link),
    option("-l", Either, Link),
    option("-L", Either, Link),
    option("-T", Either, Link),
    option("-u", Either, Link),
    option("-z", Either, Link),
    option("-e", Separate, Link),
    option("--entry", Separate, Link),
    option("-R", Either, Link),
    option("-Y", Separate, Link),
    option("-soname", Separate, Link),
    option("-rpath", Separate, Link),
    option("-framework", Separate, Link),
    option("-s", Nothing, Link),
    option("-t", Nothing, Link),
    option("-r", Nothing, Link),
    option("-rdynamic", Nothing, Link),
    option("-shared", Nothing, Link),
    option("--shared", Nothing, Link),
    option("-static", Nothing, Link),
    option("--static", Nothing, Link),
    option("-static-pie", Nothing, Link),
    option("-static-libgcc", Nothing, Link),
    option("-shared-libgcc", Nothing, Link),
    option("-symbolic", Nothing, Link),
    option("-pie", Nothing, Link),
    option("-no-pie", Nothing, Link),
    option("-nopie", Nothing, Link),
    option("-fuse-ld=", Joined, Link),
    option("-fuse-linker-plugin", Nothing, Link),
    option("-rtlib=", Joined, Link),
    option("--rtlib=", Joined, Link),
    option("-unwindlib=", Joined, Link),
    option("--unwindlib=", Joined, Link),
    option("--ld-path=", Joined, Link),

    // Programs without (all of) a C library.
    option("-ffreestanding", Nothing, Freestanding),
    option("-fno-hosted", Nothing, Freestanding),
    option("-nostdlib", Nothing, Freestanding),
    option("-nolibc", Nothing, Freestanding),
    option("-nodefaultlibs", Nothing, Freestanding),
    option("-nostartfiles", Nothing, Freestanding),
    option("-mcmodel=kernel", Nothing, Freestanding),
    option("-mkernel", Nothing, Freestanding),

    // More files and reports.
    option("-d", Joined, Extra),
    option("-fdump-", Joined, Extra),
    option("-save-temps", Joined, Extra),
    option("--save-temps", Joined, Extra),
    option("-save-stats", Joined, Extra),
    option("-fstack-usage", Nothing, Extra),
    option("-fcallgraph-info", Joined, Extra),
    option("--coverage", Nothing, Extra),
    option("-coverage", Nothing, Extra),
    option("-ftest-coverage", Nothing, Extra),
    option("-fprofile-arcs", Nothing, Extra),
    option("-gsplit-dwarf", Joined, Extra),
    option("-fsave-optimization-record", Joined, Extra),
    option("-fopt-info", Joined, Extra),
    option("-ftime-report", Joined, Extra),
    option("-ftime-trace", Joined, Extra),
    option("-fmem-report", Joined, Extra),
    option("-time", Joined, Extra),
    option("-Q", Nothing, Extra),
    option("-aux-info", Separate, Extra),
    option("-v", Nothing, Extra),
    option("--verbose", Nothing, Extra),

    // Longer names than one of the prefixes above, or with a value.
    option("-dumpdir", Separate, Code),
    option("-dumpbase", Separate, Code),
    option("-dumpbase-ext", Separate, Code),
    option("-B", Either, Code),
    option("-G", Either, Code),
    option("-target", Separate, Code),
    option("--target", Separate, Code),
    option("--target=", Joined, Code),
    option("-arch", Separate, Code),
    option("--param", Separate, Code),
    option("--sysroot", Separate, Code),
    option("--sysroot=", Joined, Code),
    option("-isysroot", Either, Code),
    option("-specs", Separate, Code),
    option("--specs", Separate, Code),
    option("-wrapper", Separate, Code),
    option("-mllvm", Separate, Code),
    option("-Xclang", Separate, Code),
    option("-Xarch_host", Separate, Code),
    option("-Xarch_device", Separate, Code),
    option("-gcc-toolchain", Separate, Code),
    option("-working-directory", Separate, Code),
    option("-resource-dir", Separate, Code),
    option("-fplugin-arg-", Joined, Code),
    option("-fdebug-compilation-dir", Separate, Code),
    option("-fmodule-file", Joined, Code),
    option("-index-store-path", Separate, Code),
    option("-std", Separate, Code),
    option("--std", Separate, Code),
    option("-std=", Joined, Code),
    option("--std=", Joined, Code),
    option("-Ofast", Nothing, Code),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_wins() {
        let role = |arg: &str| find(arg).map(|spec| spec.role);
        assert_eq!(role("-Wall"), Some(Warning));
        assert_eq!(role("-Wl,-z,now"), Some(Link));
        assert_eq!(role("-Wp,-DX"), Some(Preprocess));
        assert_eq!(role("-Wp,-MMD,f.d"), Some(Depend));
        assert_eq!(role("-isystemdir"), Some(Preprocess));
        assert_eq!(role("-static"), Some(Link));
        assert_eq!(role("-std=c99"), Some(Code));
        assert_eq!(role("-dumpmachine"), Some(Query));
        assert_eq!(role("-MMD"), Some(Depend));
        assert_eq!(role("-MFx.d"), Some(Depend));
        assert_eq!(role("-O2"), None);
        assert_eq!(role("-march=native"), None);
        assert_eq!(role("-funroll-loops"), None);
    }

    #[test]
    fn no_name_stands_twice() {
        for (index, spec) in OPTIONS.iter().enumerate() {
            let twice = OPTIONS[index + 1..]
                .iter()
                .any(|o| o.name == spec.name && o.takes == spec.takes);
            assert!(!twice, "{} is listed twice", spec.name);
        }
    }
}
