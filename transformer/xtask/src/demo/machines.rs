//! Which machines the demonstration moves between here.

use crate::abi::{by_name, Abi, ABIS};
use crate::packages;
use crate::process::{Status, Task};
use anyhow::Result;

/// A kind of machine, real or emulated, or at least another compiler.
#[derive(Debug, Clone)]
pub struct Machine {
    pub label: String,
    pub about: String,
    pub cc: String,
    pub flags: Vec<String>,
    pub abi: &'static Abi,
}

/// Where the program starts and where it ends.
pub struct Route {
    pub from: Machine,
    pub to: Vec<Machine>,
}

const START: &str = "x86_64";
const ENDS: [&str; 3] = ["s390x", "i386", "aarch64"];

/// The route x86-64 to s390x, i386 and aarch64, after installing what it needs;
/// where that cannot be, what this machine's own compilers offer.
pub fn route(say: impl Fn(&str)) -> Result<Route> {
    let wanted: Vec<Abi> = [START]
        .iter()
        .chain(&ENDS)
        .filter_map(|name| by_name(name))
        .copied()
        .collect();
    let missing = packages::missing(&wanted);
    if !missing.is_empty() {
        obtain(&missing, &say);
    }
    let usable = |name: &&str| by_name(name).filter(|abi| abi.probe().is_ok());
    let ends: Vec<_> = ENDS.iter().filter_map(usable).map(Machine::of).collect();
    match usable(&START) {
        Some(start) if !ends.is_empty() => Ok(Route {
            from: Machine::of(start),
            to: ends,
        }),
        _ => own_compilers(say),
    }
}

fn obtain(missing: &[&str], say: &impl Fn(&str)) {
    let names = missing.join(" ");
    if let Some(why) = packages::no_apt_reason() {
        say(&format!(
            "{why}; with it, `apt-get install {names}` would show more machines"
        ));
        return;
    }
    say(&format!("installing {names}"));
    if let Err(error) = packages::install(missing, say) {
        say(&format!("not everything could be installed: {error:#}"));
    }
}

/// Between gcc and clang, and 32 bits where the compiler can do them.
fn own_compilers(say: impl Fn(&str)) -> Result<Route> {
    say("showing the same between this machine's own compilers");
    let host = ABIS.iter().find(|abi| abi.arch == std::env::consts::ARCH);
    let host = host.ok_or_else(|| anyhow::anyhow!("this processor is not supported yet"))?;
    let from = Machine::of(host);
    let mut all = vec![
        Machine::compiler("gcc", host),
        Machine::compiler("clang", host),
    ];
    if let (Some(narrow), "x86_64") = (by_name("i386"), std::env::consts::ARCH) {
        let mut machine = Machine::compiler("cc", narrow);
        machine.label = "i386 (cc -m32)".into();
        machine.flags.push("-m32".into());
        all.push(machine);
    }
    let to: Vec<_> = all.into_iter().filter(Machine::works).collect();
    anyhow::ensure!(
        !to.is_empty(),
        "no C compiler works here; install gcc or clang"
    );
    Ok(Route { from, to })
}

impl Machine {
    fn of(abi: &'static Abi) -> Machine {
        Machine {
            label: abi.name.into(),
            about: abi.about.into(),
            cc: abi.cc(),
            flags: Vec::new(),
            abi,
        }
    }

    fn compiler(cc: &str, abi: &'static Abi) -> Machine {
        Machine {
            label: format!("{} ({cc})", abi.name),
            cc: cc.into(),
            ..Machine::of(abi)
        }
    }

    /// Whether its compiler builds a static program.
    fn works(&self) -> bool {
        let Ok(dir) = tempfile::tempdir() else {
            return false;
        };
        let source = dir.path().join("probe.c");
        let text = "#include <stdlib.h>\nint main(void) { return abs(0); }\n";
        let compile = Task::new(&self.cc, dir.path())
            .args(&self.flags)
            .args(["-static", "-o", "probe", "probe.c"]);
        let built =
            std::fs::write(source, text).is_ok() && compile.run().status == Status::Exited(0);
        let run = self.abi.task(&dir.path().join("probe"), dir.path());
        built && run.run().status == Status::Exited(0)
    }
}
