//! The command line.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::config::{NAMES, SWITCHES, Settings};
use crate::generate::{MOST_VERSIONS, Wanted};

/// What `onething` can be told to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Serve.
    Serve,
    /// Read folders of a city's content into the database, one after another, each all or nothing.
    Import(Vec<PathBuf>),
    /// Write a generated catalogue as files.
    Generate(Wanted),
    /// Write the city's content as files.
    Export(PathBuf),
    /// Check every chain of events.
    AuditVerify,
    /// Check a sealed statement, a package or a PDF document with the public keys of a file, or with those of
    /// this deployment.
    Verify(PathBuf, Option<PathBuf>),
    /// Check a shown licence with the public keys of a file, or with those of this deployment.
    VerifyShowing(String, Option<PathBuf>),
    /// Make new keys to seal and to sign with.
    RotateKeys,
    /// Make a new key to show licences with.
    RotateShowingKeys,
    /// Make the projections anew from the events.
    Rebuild,
    /// Print the OpenAPI document.
    OpenApi,
    /// Print how to call it.
    Help,
    /// Print the version.
    Version,
}

/// How to call it.
pub const HELP: &str = "\
onething - a city's services in one place

  onething serve              serve portal, workbench and API
  onething import DIR…        read a city's content, all or nothing; several folders in turn
  onething export DIR         write the city's content as files
  onething audit verify       check every chain of events; 1 on tampering
  onething verify FILE [KEYS] check a signature (package or statement) or a PDF document;
                              KEYS from /api/v1/seal-keys, else our own
  onething verify-showing TOKEN
    --keys FILE               check a shown licence; FILE from /api/v1/showing-keys, else our own
  onething keys rotate        make new keys to seal and sign with; older ones stay valid
  onething keys rotate showing
                              make a new key to show licences with
  onething rebuild            make queues and lists anew from the events
  onething openapi            print the OpenAPI document
  onething generate           write a made-up catalogue as large as a real one
    --items N --seed N --versions N --out DIR            3200 1 1 ./generated-city

  --config FILE               settings as TOML; every option below is one, with _ for -
  --host IP --port N          where to listen                          127.0.0.1 8080
  --data DIR                  SQLite file, key and uploads             ./data
  --database-url URL          postgres://…                             SQLite in --data
  --files-url URL             folder or s3://bucket/prefix             files in --data
  --key-file FILE             secret that all keys are drawn from      key in --data
  --seal-keys DIR             keys to seal signatures and sign documents seal in --data
  --showing-keys DIR          keys that licences are shown with        showing in --data
  --seal-algorithm sm2|es256  how signatures are sealed                sm2
  --fonts PATH                Chinese fonts for documents              the system's
  --web DIR                   built front ends                         those in the binary
  --message-providers FILE    providers of SMS, WeChat and e-mail
  --quiet-hours HH:MM-HH:MM   when messages wait; empty for never      22:00-07:00
  --public-url URL            address under which people come          from the request
  --demo                      demo people, sandbox cashier, outbox
  --production                refuse whatever is only for trying out
  --behind-proxy              believe X-Forwarded-For
  --log json|text             how logs are written                     json
  --login-per-minute N --lookup-per-minute N --upload-per-minute N --quota-bytes N

Each also as ONETHING_PORT and so on; the command line wins over it, and it over the file.";

/// Reads the command line (without the program's name).
///
/// # Errors
/// What is wrong and what would be right.
pub fn parse(
    arguments: impl IntoIterator<Item = String>,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<(Task, Settings), String> {
    let mut words = Vec::new();
    let mut options = BTreeMap::new();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let Some(option) = argument.strip_prefix("--") else {
            words.push(argument);
            continue;
        };
        let (option, value) = match option.split_once('=') {
            Some((option, value)) => (option, Some(value.to_owned())),
            None => (option, None),
        };
        let name = option.replace('-', "_");
        let value = match value {
            Some(value) => value,
            None if matches!(option, "help" | "version") => String::new(),
            None if SWITCHES.contains(&name.as_str()) => "true".to_owned(),
            None => arguments.next().ok_or_else(|| format!("--{option}: a value must follow"))?,
        };
        let known = NAMES.contains(&name.as_str()) || GENERATE.contains(&option) || option == KEYS;
        if !known && !matches!(option, "config" | "help" | "version") {
            return Err(format!("--{option}: no such option; see onething --help"));
        }
        options.insert(name, value);
    }
    if options.contains_key("help") {
        return Ok((Task::Help, Settings::default()));
    }
    if options.contains_key("version") {
        return Ok((Task::Version, Settings::default()));
    }
    let mut task = task(&words.iter().map(String::as_str).collect::<Vec<_>>())?;
    for option in GENERATE {
        if let Some(value) = options.remove(option) {
            match &mut task {
                Task::Generate(wanted) => set(wanted, option, &value)?,
                _ => return Err(format!("--{option}: only for onething generate")),
            }
        }
    }
    if let Some(file) = options.remove(KEYS) {
        match &mut task {
            Task::VerifyShowing(_, keys) => *keys = Some(PathBuf::from(file)),
            _ => return Err(format!("--{KEYS}: only for onething verify-showing")),
        }
    }
    let file = options.remove("config");
    let text = file
        .as_ref()
        .map(|file| {
            std::fs::read_to_string(file)
                .map_err(|error| format!("--config: cannot read {file}: {error}"))
        })
        .transpose()?;
    let settings = Settings::read(file.as_deref().zip(text.as_deref()), environment, &options)?;
    Ok((task, settings))
}

/// Options of `onething generate`, which are no settings.
const GENERATE: [&str; 4] = ["items", "seed", "versions", "out"];

/// Option of `onething verify-showing`: a file of public keys.
const KEYS: &str = "keys";

fn set(wanted: &mut Wanted, option: &str, value: &str) -> Result<(), String> {
    let number =
        || value.parse::<u64>().map_err(|_| format!("--{option}: {value} is no whole number"));
    match option {
        "items" => wanted.items = usize::try_from(number()?).unwrap_or(usize::MAX),
        "seed" => wanted.seed = number()?,
        "versions" => {
            let versions = u32::try_from(number()?).unwrap_or(0);
            if !(1..=MOST_VERSIONS).contains(&versions) {
                return Err(format!("--versions: 1 to {MOST_VERSIONS}"));
            }
            wanted.versions = versions;
        }
        _ => wanted.out = PathBuf::from(value),
    }
    Ok(())
}

fn task(words: &[&str]) -> Result<Task, String> {
    match words {
        ["serve"] => Ok(Task::Serve),
        ["import", folders @ ..] if !folders.is_empty() => {
            Ok(Task::Import(folders.iter().map(PathBuf::from).collect()))
        }
        ["generate"] => Ok(Task::Generate(Wanted::default())),
        ["export", folder] => Ok(Task::Export(PathBuf::from(folder))),
        ["audit", "verify"] => Ok(Task::AuditVerify),
        ["verify", file] => Ok(Task::Verify(PathBuf::from(file), None)),
        ["verify", file, keys] => Ok(Task::Verify(PathBuf::from(file), Some(PathBuf::from(keys)))),
        ["verify-showing", token] => Ok(Task::VerifyShowing((*token).to_owned(), None)),
        ["keys", "rotate"] => Ok(Task::RotateKeys),
        ["keys", "rotate", "showing"] => Ok(Task::RotateShowingKeys),
        ["rebuild"] => Ok(Task::Rebuild),
        ["openapi"] => Ok(Task::OpenApi),
        [] | ["help"] => Ok(Task::Help),
        other => Err(format!("{}: no such command; see onething --help", other.join(" "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_words(line: &str) -> Result<(Task, Settings), String> {
        parse(line.split_whitespace().map(str::to_owned), [])
    }

    #[test]
    fn reads_tasks_and_options_in_any_order() {
        let (task, settings) = parse_words("--demo serve --port 9 --web=dist").unwrap();
        assert_eq!(task, Task::Serve);
        assert_eq!((settings.demo, settings.port), (true, 9));
        assert_eq!(settings.web, Some(PathBuf::from("dist")));
        assert_eq!(parse_words("audit verify").unwrap().0, Task::AuditVerify);
        let (task, _) = parse_words("generate --items 5 --seed=7 --versions 2 --out x").unwrap();
        let wanted = Wanted { items: 5, seed: 7, versions: 2, out: PathBuf::from("x") };
        assert_eq!(task, Task::Generate(wanted));
        let (task, _) = parse_words("verify-showing a.b.c --keys k.json").unwrap();
        assert_eq!(task, Task::VerifyShowing("a.b.c".into(), Some("k.json".into())));
        let folders = vec![PathBuf::from("a"), PathBuf::from("b")];
        assert_eq!(parse_words("import a b").unwrap().0, Task::Import(folders));
    }

    #[test]
    fn says_what_is_wrong() {
        assert!(parse_words("serve --prot 1").unwrap_err().contains("--prot"));
        assert!(parse_words("serve --port").unwrap_err().contains("a value must follow"));
        assert!(parse_words("sevre").unwrap_err().contains("sevre"));
        assert!(parse_words("import").unwrap_err().contains("import"));
        assert!(parse_words("serve --items 5").unwrap_err().contains("--items"));
        assert!(parse_words("serve --keys k.json").unwrap_err().contains("--keys"));
        assert!(parse_words("generate --items many").unwrap_err().contains("many"));
        assert!(parse_words("generate --versions 0").unwrap_err().contains("1 to"));
    }
}
