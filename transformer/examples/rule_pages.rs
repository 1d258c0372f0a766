//! Writes the pages of the lint's rules into a folder, and removes those of
//! rules that are no more: `cargo xtask rules`.

use migcc::lint::pages::pages;
use std::fs;
use std::io;
use std::path::Path;

fn main() -> io::Result<()> {
    let folder = std::env::args_os().nth(1);
    let folder = folder.ok_or_else(|| io::Error::other("usage: rule_pages FOLDER"))?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let pages = pages();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let known = |(name, _): &(String, String)| entry.file_name() == name.as_str();
        if !pages.iter().any(known) {
            fs::remove_file(entry.path())?;
        }
    }
    for (name, text) in &pages {
        fs::write(folder.join(name), text)?;
    }
    println!("{} pages in {}", pages.len(), folder.display());
    Ok(())
}
