//! The page `docs/performance.md`: one part for each group of figures.

use std::fs;
use std::process::Command;

use anyhow::Result;

use super::{Figure, GROUPS, Group};
use crate::place;

const HEAD: &str = "# Performance

Written by `cargo xtask bench`. Each figure stands beside something known, measured in the same run; compare the \
ratios, not the numbers. A ratio above its limit makes the command fail.
";

/// Writes a group's part; the others stay as they are.
pub fn write(group: &Group, figures: &[Figure]) -> Result<()> {
    let file = place::root().join("docs/performance.md");
    let before = fs::read_to_string(&file).unwrap_or_default();
    let own = part(group, figures);
    println!("{own}");
    Ok(fs::write(file, with(&before, group.name, &own))?)
}

/// The page with one part in place of the one of that name; parts stand in the order of the groups.
fn with(before: &str, name: &str, own: &str) -> String {
    let mut page = HEAD.to_owned();
    for group in &GROUPS {
        let known =
            before.split("\n## ").skip(1).find(|part| part.starts_with(&*heading(group.name)));
        match known {
            _ if group.name == name => page.push_str(own),
            Some(part) => page.push_str(&format!("\n## {}\n", part.trim_end())),
            None => {}
        }
    }
    page
}

/// The first line of a part, its end included, so that no name is another's beginning.
fn heading(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    format!("{}{}\n", first.map(String::from).unwrap_or_default(), letters.as_str())
}

fn part(group: &Group, figures: &[Figure]) -> String {
    let mut part = format!(
        "\n## {}\n{}, on {}.\n\n| what | onething | beside | ratio | at most |\n|---|---|---|---|---|\n",
        heading(group.name),
        said("date", &["-u", "+%Y-%m-%d"]),
        machine()
    );
    for figure in figures {
        let limit = figure.limit.map(|limit| format!("{limit:.1}")).unwrap_or_default();
        part.push_str(&format!(
            "| {} | {} | {} | {:.2} | {limit} |\n",
            figure.what, figure.ours, figure.beside, figure.ratio
        ));
    }
    part.push_str(&format!("\n{}\n", group.how));
    part
}

/// The processor and how many of them there are.
fn machine() -> String {
    let cpus = std::thread::available_parallelism().map_or(1, usize::from);
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    format!("{cpus} × {}", model.map_or("an unknown processor", |(_, name)| name))
}

/// What a small program prints.
fn said(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output();
    output
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_is_written_and_the_others_stay() {
        let first = with("", "scale", "\n## Scale\nnew\n");
        assert_eq!(first, format!("{HEAD}\n## Scale\nnew\n"));
        let both = with(&first, "reads", "\n## Reads\n| 1 |\n");
        assert_eq!(both, format!("{HEAD}\n## Reads\n| 1 |\n\n## Scale\nnew\n"));
        assert_eq!(with(&both, "reads", "\n## Reads\n| 1 |\n"), both);
    }
}
