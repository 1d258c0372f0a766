//! Which modules a Rust source file refers to, by parsing it with syn.

use std::collections::BTreeSet;
use std::path::Path;
use syn::visit::{self, Visit};

/// Module path of `file`, given relative to `src/`: `hir/types.rs` is
/// `["hir", "types"]`, `hir/mod.rs` is `["hir"]`, `lib.rs` is `[]`.
pub fn module_of(file: &Path) -> Vec<String> {
    let mut path: Vec<String> = file
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    if path.last().is_some_and(|last| last == "mod") || is_crate_root(&path) {
        path.pop();
    }
    path
}

fn is_crate_root(path: &[String]) -> bool {
    path.len() == 1 && (path[0] == "lib" || path[0].starts_with("main"))
}

/// Top-level modules of the crate that `text`, the source of `module`, names in
/// `use` items, in paths, or inside macro calls.
pub fn crate_uses(module: &[String], text: &str) -> BTreeSet<String> {
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{module:?}: {error}"));
    let mut visitor = Uses {
        module: module.to_vec(),
        paths: Vec::new(),
    };
    visitor.visit_file(&file);
    visitor
        .paths
        .into_iter()
        .filter_map(first_of_crate)
        .collect()
}

/// Whether `text` names the crate `name` anywhere but in comments and strings.
pub fn names_crate(name: &str, text: &str) -> bool {
    struct Finder<'a>(&'a str, bool);
    impl<'ast> Visit<'ast> for Finder<'_> {
        fn visit_ident(&mut self, ident: &'ast syn::Ident) {
            self.1 |= ident == self.0;
        }
        fn visit_macro(&mut self, mac: &'ast syn::Macro) {
            let tokens = mac.tokens.to_string();
            self.1 |= words(&tokens).any(|word| word == self.0);
            visit::visit_macro(self, mac);
        }
    }
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{error}"));
    let mut finder = Finder(name, false);
    finder.visit_file(&file);
    finder.1
}

/// A path as written, with the module it was written in.
struct Written {
    module: Vec<String>,
    segments: Vec<String>,
}

struct Uses {
    module: Vec<String>,
    paths: Vec<Written>,
}

impl Uses {
    fn add(&mut self, segments: Vec<String>) {
        let module = self.module.clone();
        self.paths.push(Written { module, segments });
    }

    fn add_tree(&mut self, prefix: &[String], tree: &syn::UseTree) {
        let with = |name: &syn::Ident| [prefix, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.add_tree(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.add(with(&name.ident)),
            syn::UseTree::Rename(name) => self.add(with(&name.ident)),
            syn::UseTree::Glob(_) => self.add(prefix.to_vec()),
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_tree(prefix, tree);
                }
            }
        }
    }
}

impl<'ast> Visit<'ast> for Uses {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        self.module.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.add(path.segments.iter().map(|s| s.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        let tokens = mac.tokens.to_string();
        let words: Vec<_> = words(&tokens).collect();
        for pair in words.windows(2).filter(|pair| pair[0] == "crate") {
            self.add(pair.iter().map(|word| word.to_string()).collect());
        }
        visit::visit_macro(self, mac);
    }
}

fn words(tokens: &str) -> impl Iterator<Item = &str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    tokens.split(move |c| !is_word(c)).filter(|w| !w.is_empty())
}

/// The top-level module a path leads to, if it leads into this crate.
fn first_of_crate(path: Written) -> Option<String> {
    let mut module = path.module;
    let mut segments = path.segments.into_iter().peekable();
    match segments.peek()?.as_str() {
        "crate" => module.clear(),
        "self" | "super" => {}
        _ => return None,
    }
    for segment in segments {
        match segment.as_str() {
            "crate" | "self" => {}
            "super" => drop(module.pop()),
            _ => module.push(segment),
        }
    }
    module.into_iter().next()
}
