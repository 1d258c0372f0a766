//! What the nearest `migcc.toml` wants of the lint.

use crate::config::{Annotations, LintConfig};
use crate::driver::error::Stop;
use crate::lint::check_name;
use crate::transform::Config;

/// The table `[lint]`; every rule in it exists.
pub fn read(config: Option<&Config>) -> Result<LintConfig, Stop> {
    let Some(config) = config else {
        return Ok(LintConfig::default());
    };
    let path = config.path.display();
    let annotations = Annotations::parse(&config.text)
        .map_err(|why| Stop::error(format!("{path}: {}", why.trim_end())))?;
    for rule in annotations.lint.names() {
        check_name(&rule.name).map_err(|why| {
            let (line, column) = (rule.place.line, rule.place.column);
            Stop::error(format!("{path}:{line}:{column}: {why}"))
        })?;
    }
    Ok(annotations.lint)
}
