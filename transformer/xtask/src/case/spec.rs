//! `case.toml` as it is written.

use crate::abi::ABIS;
use crate::fixture::Input;
use crate::upstream::Upstream;
use anyhow::{bail, Result};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    #[serde(rename = "description")]
    _description: String,
    #[serde(default = "main_c")]
    pub sources: Vec<String>,
    #[serde(default)]
    pub cflags: Vec<String>,
    #[serde(default)]
    pub cflags_for: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub libs: Vec<String>,
    #[serde(default)]
    pub args: Vec<String>,
    pub stdin: Option<String>,
    pub stack_mb: Option<u32>,
    pub refuse: Option<Refusal>,
    #[serde(default)]
    pub constructs: Vec<String>,
    #[serde(default)]
    pub files: Vec<String>,
    #[serde(default)]
    pub input: Input,
    #[serde(default = "one")]
    pub polls: usize,
    #[serde(rename = "crate")]
    crate_name: Option<String>,
    #[serde(default)]
    folder: String,
    #[serde(default)]
    upstream: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
    #[serde(default)]
    include: Vec<String>,
}

/// Targets that must refuse the program's image, and how.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    pub to_bits: u32,
    /// Part of what they must say.
    pub message: String,
}

fn main_c() -> Vec<String> {
    vec!["main.c".into()]
}

fn one() -> usize {
    1
}

impl Spec {
    pub fn parse(text: &str) -> Result<Spec> {
        let spec: Spec = toml::from_str(text)?;
        let unknown = |kind: &&String| ABIS.iter().all(|abi| !abi.is(kind));
        if let Some(kind) = spec.cflags_for.keys().find(unknown) {
            bail!("cflags_for: no ABI is {kind}");
        }
        Ok(spec)
    }

    /// Where the upstream sources are to be found, if it has any.
    pub fn upstream(&self) -> Result<Option<Upstream>> {
        let Some(name) = &self.crate_name else {
            if !self.upstream.is_empty() {
                bail!("upstream needs a crate");
            }
            return Ok(None);
        };
        if self.upstream.is_empty() {
            bail!("crate {name}: upstream says which of its files to compile");
        }
        Ok(Some(Upstream {
            name: name.clone(),
            folder: self.folder.clone(),
            files: self.upstream.clone(),
            exclude: self.exclude.clone(),
            include: self.include.clone(),
        }))
    }
}
