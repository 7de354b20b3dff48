//! The READMEs name the demo people as they are.

use std::fs;
use std::path::Path;

use onething_domain::city::{DemoCompany, DemoPerson, DemoStaff};
use serde::Deserialize;

#[derive(Deserialize)]
struct People {
    person: Vec<DemoPerson>,
    #[serde(rename = "company")]
    _company: Vec<DemoCompany>,
    staff: Vec<DemoStaff>,
}

#[test]
fn the_readmes_list_every_demo_person() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let people: People = toml::from_str(&read("content/demo-city/people.toml")).unwrap();
    let logins: Vec<(String, String)> = people
        .person
        .into_iter()
        .map(|person| (person.name, person.phone))
        .chain(people.staff.into_iter().map(|staff| (staff.name, staff.phone)))
        .collect();
    for file in ["README.md", "README.zh-CN.md"] {
        let text = read(file);
        for (name, phone) in &logins {
            assert!(text.contains(&format!("| {name} | {phone} |")), "{file} lacks {name} {phone}");
        }
        let rows = text.lines().filter(|line| line.contains("| 13")).count();
        assert_eq!(rows, logins.len(), "{file} lists somebody who does not exist");
    }
}
