//! The workflow for GitHub: its `run` steps, as the runner runs them.

use crate::{available, installed, ran, shown, Place, Ran, BAD, CLEAN};
use serde_json::Value;

/// Runs the steps; of those with `uses` only the checkout and the upload are
/// there. Returns the result of each by its name.
fn run(place: &Place) -> Vec<(String, Ran)> {
    let workflow: Value = serde_saphyr::from_str(&shown("docs/integrations/workflow.yml")).unwrap();
    let steps = workflow["jobs"]["lint"]["steps"].as_array().unwrap();
    let mut done: Vec<(String, Ran)> = Vec::new();
    for step in steps {
        let failed = done.iter().any(|(_, ran)| ran.status != 0);
        let Some(script) = step["run"].as_str() else {
            let uses = step["uses"].as_str().unwrap();
            assert!(uses.starts_with("actions/checkout@") || uses.contains("upload-sarif@"));
            continue;
        };
        if failed && step["if"] != "always()" {
            continue;
        }
        let mut command = installed(place, "bash");
        let result = ran(command.args(["-e", "-c", script]));
        done.push((step["name"].as_str().unwrap().into(), result));
    }
    done
}

#[track_caller]
fn step<'a>(done: &'a [(String, Ran)], name: &str) -> &'a Ran {
    let found = done.iter().find(|(step, _)| step == name);
    &found.unwrap_or_else(|| panic!("{name}: {done:#?}")).1
}

fn project(extra: &[(&str, &str)]) -> Place {
    let cmake = shown("docs/integrations/CMakeLists.txt");
    let place = Place::new(&[("sub/CMakeLists.txt", &cmake), ("sub/main.c", CLEAN)]);
    // From the root of a repository, whose folder has the program.
    place.write("CMakeLists.txt", "cmake_minimum_required(VERSION 3.16)\nproject(all C)\nset(CMAKE_EXPORT_COMPILE_COMMANDS ON)\nadd_subdirectory(sub)\n");
    for (name, text) in extra {
        place.write(name, text);
    }
    place
}

#[test]
fn the_workflow_annotates_a_change() {
    if !available("cmake") {
        return;
    }
    let place = project(&[("sub/keep.c", BAD)]);
    let done = run(&place);
    let lint = step(&done, "Lint");
    assert_eq!(lint.status, 1, "{lint:#?}");
    assert!(
        lint.stdout.starts_with(
            "::error file=sub/keep.c,line=5,endLine=5,col=12,endColumn=28,title=MIG001 "
        ),
        "{lint:#?}"
    );
    assert_eq!(step(&done, "Report").status, 0, "{done:#?}");
    let log: Value = serde_json::from_str(&place.read("migctl.sarif")).unwrap();
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "MIG001");
    let artifact = &result["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(artifact["uri"], "sub/keep.c");
    assert_eq!(artifact["uriBaseId"], "%SRCROOT%");
}

#[test]
fn the_workflow_passes_clean_code() {
    if !available("cmake") {
        return;
    }
    let place = project(&[]);
    let done = run(&place);
    assert!(done.iter().all(|(_, ran)| ran.status == 0), "{done:#?}");
    assert_eq!(step(&done, "Lint").stdout, "");
    let log: Value = serde_json::from_str(&place.read("migctl.sarif")).unwrap();
    assert_eq!(log["runs"][0]["results"], Value::Array(Vec::new()));
}
