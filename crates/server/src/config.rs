//! Settings: from a TOML file, overridden by `ONETHING_…` variables, overridden by the command line. A
//! wrong setting is refused at start with its name and the remedy.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use onething_api::seals::SealAlgorithm;
use onething_domain::message::Quiet;
use onething_domain::visit;

/// All settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where to listen.
    pub host: IpAddr,
    /// Port; 0 takes a free one.
    pub port: u16,
    /// Folder of data: the SQLite file, the key, uploads.
    pub data: PathBuf,
    /// `postgres://…`; SQLite in the data folder where missing.
    pub database_url: Option<String>,
    /// Where files are kept: a folder, or `s3://bucket/prefix` in a build with the feature `s3`.
    pub files_url: Option<String>,
    /// File with the secret that all keys are drawn from; `key` in the data folder where missing.
    pub key_file: Option<PathBuf>,
    /// Folder of the service's own keys, each a PEM file, and in its folder `documents` the certificates that
    /// documents are signed under; `seal` in the data folder where missing.
    pub seal_keys: Option<PathBuf>,
    /// Folder of the keys under which licences are shown, each a PEM file; `showing` in the data folder where
    /// missing.
    pub showing_keys: Option<PathBuf>,
    /// How signatures are sealed.
    pub seal_algorithm: SealAlgorithm,
    /// Folder, or file, with the Chinese fonts that documents are set in; the system's where missing.
    pub fonts: Option<PathBuf>,
    /// Demonstration: demo people, sandbox cashier, outbox viewer.
    pub demo: bool,
    /// Production: refuses whatever is only for trying out.
    pub production: bool,
    /// Folder with the built front ends; those inside the binary where missing.
    pub web: Option<PathBuf>,
    /// Address under which people reach the service, as `https://city.example`; makes cookies secure and
    /// is compared with `Origin`. Found from the request where missing.
    pub public_url: Option<String>,
    /// Whether a proxy in front tells the client's address in `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// How logs are written.
    pub log: LogFormat,
    /// Requests for log-in that one address may make in a minute.
    pub login_per_minute: u32,
    /// Public look-ups that one address may make in a minute.
    pub lookup_per_minute: u32,
    /// Uploads that one person may begin in a minute.
    pub upload_per_minute: u32,
    /// Bytes of files that one person may keep.
    pub quota_bytes: u64,
    /// Days after which a draft is deleted that nobody has saved since.
    pub draft_days: u32,
    /// Seconds without a request after which a visit at a clerk's window ends by itself.
    pub visit_seconds: u32,
    /// Whether what is acknowledged survives a loss of power; only simulations on stores of their own do without.
    pub durable: bool,
    /// File that says where registries are asked; those of the content in a demonstration where missing.
    pub registries: Option<PathBuf>,
    /// Of a hundred instant approvals, how many a person checks afterwards.
    pub sample_percent: u32,
    /// Where the virus scanner listens (clamd): `host:port`, or the path of its socket. No scan where missing.
    pub clamd: Option<String>,
    /// File that names the providers of SMS, WeChat and e-mail, with their keys; no messages leave where missing.
    pub message_providers: Option<PathBuf>,
    /// Hours in which messages wait, as `22:00-07:00` in the city's zone; empty for none.
    pub quiet_hours: String,
}

/// How logs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// A JSON object a line.
    Json,
    /// For people.
    Text,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            host: IpAddr::from([127, 0, 0, 1]),
            port: 8080,
            data: PathBuf::from("data"),
            database_url: None,
            files_url: None,
            key_file: None,
            seal_keys: None,
            showing_keys: None,
            seal_algorithm: SealAlgorithm::default(),
            fonts: None,
            demo: false,
            production: false,
            web: None,
            public_url: None,
            behind_proxy: false,
            log: LogFormat::Json,
            login_per_minute: 120,
            lookup_per_minute: 10,
            upload_per_minute: 60,
            quota_bytes: 500 * 1024 * 1024,
            draft_days: 180,
            visit_seconds: visit::IDLE_SECONDS,
            durable: true,
            registries: None,
            sample_percent: 5,
            clamd: None,
            message_providers: None,
            quiet_hours: "22:00-07:00".to_owned(),
        }
    }
}

/// Names of all settings, as in the file; `--` and hyphens make options of them, `ONETHING_` and capitals
/// variables.
pub const NAMES: [&str; 27] = [
    "port",
    "host",
    "data",
    "database_url",
    "files_url",
    "key_file",
    "seal_keys",
    "showing_keys",
    "seal_algorithm",
    "fonts",
    "demo",
    "production",
    "web",
    "public_url",
    "behind_proxy",
    "log",
    "login_per_minute",
    "lookup_per_minute",
    "upload_per_minute",
    "quota_bytes",
    "draft_days",
    "visit_seconds",
    "registries",
    "sample_percent",
    "clamd",
    "message_providers",
    "quiet_hours",
];

/// Settings that are switches: on the command line they need no value.
pub const SWITCHES: [&str; 3] = ["demo", "production", "behind_proxy"];

impl Settings {
    /// Reads settings: the text of a file, the environment, then options by name.
    ///
    /// # Errors
    /// The name of the wrong setting and the remedy.
    pub fn read(
        file: Option<(&str, &str)>,
        environment: impl IntoIterator<Item = (String, String)>,
        options: &BTreeMap<String, String>,
    ) -> Result<Self, String> {
        let mut settings = Self::default();
        if let Some((name, text)) = file {
            settings.take_file(name, text)?;
        }
        for (variable, value) in environment {
            let Some(name) = variable.strip_prefix("ONETHING_").map(str::to_lowercase) else {
                continue;
            };
            settings.set(&name, &value).map_err(|error| format!("{variable}: {error}"))?;
        }
        for (name, value) in options {
            let option = name.replace('_', "-");
            settings.set(name, value).map_err(|error| format!("--{option}: {error}"))?;
        }
        settings.check()?;
        Ok(settings)
    }

    fn take_file(&mut self, file: &str, text: &str) -> Result<(), String> {
        let table: toml::Table = text.parse().map_err(|error| format!("{file}: {error}"))?;
        for (name, value) in table {
            let value = match value {
                toml::Value::String(text) => text,
                other => other.to_string(),
            };
            self.set(&name, &value).map_err(|error| format!("{file}: {name}: {error}"))?;
        }
        Ok(())
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let path = || (!value.is_empty()).then(|| PathBuf::from(value));
        let text = || (!value.is_empty()).then(|| value.to_owned());
        match name {
            "port" => self.port = number(value, "a port from 0 to 65535, as 8080")?,
            "host" => self.host = number(value, "an IP address, as 127.0.0.1 or 0.0.0.0")?,
            "data" => self.data = path().ok_or("must name a folder, as ./data")?,
            "database_url" => self.database_url = text(),
            "files_url" => self.files_url = text(),
            "key_file" => self.key_file = path(),
            "seal_keys" => self.seal_keys = path(),
            "showing_keys" => self.showing_keys = path(),
            "seal_algorithm" => {
                self.seal_algorithm = match value {
                    "sm2" => SealAlgorithm::Sm2,
                    "es256" => SealAlgorithm::Es256,
                    _ => return Err("must be sm2 or es256".to_owned()),
                }
            }
            "fonts" => self.fonts = path(),
            "demo" => self.demo = switch(value)?,
            "production" => self.production = switch(value)?,
            "web" => self.web = path(),
            "public_url" => self.public_url = text(),
            "behind_proxy" => self.behind_proxy = switch(value)?,
            "log" => {
                self.log = match value {
                    "json" => LogFormat::Json,
                    "text" => LogFormat::Text,
                    _ => return Err("must be json or text".to_owned()),
                }
            }
            "login_per_minute" => self.login_per_minute = number(value, "a number above 0")?,
            "lookup_per_minute" => self.lookup_per_minute = number(value, "a number above 0")?,
            "upload_per_minute" => self.upload_per_minute = number(value, "a number above 0")?,
            "quota_bytes" => self.quota_bytes = number(value, "a number of bytes, as 524288000")?,
            "draft_days" => self.draft_days = number(value, "a number of days, as 180")?,
            "visit_seconds" => {
                self.visit_seconds = number(value, "a number of seconds, as 900")?;
                if self.visit_seconds < visit::LEAST_SECONDS {
                    return Err(format!("must be at least {}", visit::LEAST_SECONDS));
                }
            }
            "registries" => self.registries = path(),
            "sample_percent" => {
                self.sample_percent = number(value, "a number from 0 to 100")?;
                if self.sample_percent > 100 {
                    return Err("must be a number from 0 to 100".to_owned());
                }
            }
            "clamd" => self.clamd = text(),
            "message_providers" => self.message_providers = path(),
            "quiet_hours" => {
                if !value.is_empty() && Quiet::read(value).is_none() {
                    return Err("must be hours, as 22:00-07:00, or empty for none".to_owned());
                }
                self.quiet_hours = value.to_owned();
            }
            _ => return Err(format!("no such setting; there are {}", NAMES.join(", "))),
        }
        Ok(())
    }

    fn check(&self) -> Result<(), String> {
        if let Some(clamd) = &self.clamd
            && !clamd.starts_with('/')
            && clamd.rsplit_once(':').is_none_or(|(_, port)| port.parse::<u16>().is_err())
        {
            return Err(
                "clamd: must be host:port, as 127.0.0.1:3310, or the path of its socket".to_owned()
            );
        }
        if let Some(url) = &self.database_url
            && !url.starts_with("postgres://")
            && !url.starts_with("postgresql://")
        {
            return Err("database_url: must begin with postgres://; leave it out for SQLite in the data folder".to_owned());
        }
        if self.files_url.as_ref().is_some_and(|url| url.starts_with("s3://"))
            && !cfg!(feature = "s3")
        {
            return Err("files_url: this build keeps files in folders only; build with --features s3, or name a folder".to_owned());
        }
        if let Some(url) = &self.public_url {
            let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
            if rest.is_none_or(|rest| rest.is_empty() || rest.contains('/')) {
                return Err(
                    "public_url: must be scheme and host without a path, as https://city.example"
                        .to_owned(),
                );
            }
        }
        for (name, value) in [
            ("login_per_minute", self.login_per_minute),
            ("lookup_per_minute", self.lookup_per_minute),
            ("upload_per_minute", self.upload_per_minute),
        ] {
            if value == 0 {
                return Err(format!("{name}: must be above 0"));
            }
        }
        if self.production { self.check_production() } else { Ok(()) }
    }

    fn check_production(&self) -> Result<(), String> {
        if self.demo {
            return Err("demo: demo people and the sandbox cashier must be off in production; take --demo away".to_owned());
        }
        if self.key_file.is_none() {
            return Err("key_file: production wants a key of its own outside the data folder; make one with `openssl rand -hex 32`, mode 600, and name it".to_owned());
        }
        if !self.public_url.as_ref().is_some_and(|url| url.starts_with("https://")) {
            return Err(
                "public_url: production wants the https address under which people come".to_owned()
            );
        }
        Ok(())
    }

    /// Folder of the service's own keys.
    pub fn seal_folder(&self) -> PathBuf {
        self.seal_keys.clone().unwrap_or_else(|| self.data.join("seal"))
    }

    /// Folder of the keys under which licences are shown.
    pub fn showing_folder(&self) -> PathBuf {
        self.showing_keys.clone().unwrap_or_else(|| self.data.join("showing"))
    }

    /// Folder of the certificates that documents are signed under.
    pub fn document_keys_folder(&self) -> PathBuf {
        self.seal_folder().join("documents")
    }

    /// The address under which people reach the service, where no request tells it.
    pub fn base(&self) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.address()))
    }

    /// Where to listen.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::new(self.host, self.port)
    }
}

fn number<T: std::str::FromStr>(value: &str, wanted: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("must be {wanted}, is {value:?}"))
}

fn switch(value: &str) -> Result<bool, String> {
    match value {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" | "" => Ok(false),
        _ => Err(format!("must be true or false, is {value:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(
        file: &str,
        env: &[(&str, &str)],
        options: &[(&str, &str)],
    ) -> Result<Settings, String> {
        let own = |list: &[(&str, &str)]| -> Vec<(String, String)> {
            list.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
        };
        Settings::read(Some(("onething.toml", file)), own(env), &own(options).into_iter().collect())
    }

    #[test]
    fn the_command_line_wins_over_the_environment_and_that_over_the_file() {
        let settings = read(
            "port = 1\nhost = \"0.0.0.0\"\ndemo = true",
            &[("ONETHING_PORT", "2"), ("ONETHING_DATA", "/d"), ("HOME", "x")],
            &[("port", "3")],
        )
        .unwrap();
        assert_eq!((settings.port, settings.demo), (3, true));
        assert_eq!(settings.data, PathBuf::from("/d"));
        assert_eq!(settings.address().to_string(), "0.0.0.0:3");
    }

    #[test]
    fn a_wrong_setting_is_refused_by_name_with_a_remedy() {
        let error = |result: Result<Settings, String>| result.unwrap_err();
        assert!(
            error(read("prot = 1", &[], &[]))
                .contains("onething.toml: prot: no such setting; there are port")
        );
        assert!(
            error(read("", &[("ONETHING_PORT", "99999")], &[]))
                .contains("ONETHING_PORT: must be a port")
        );
        assert!(
            error(read("", &[], &[("database_url", "mysql://x")]))
                .contains("database_url: must begin with postgres://")
        );
        assert!(error(read("port = ", &[], &[])).contains("onething.toml"));
        assert!(error(read("lookup_per_minute = 0", &[], &[])).contains("lookup_per_minute"));
        assert!(error(read("visit_seconds = 5", &[], &[])).contains("visit_seconds: must be at"));
        assert!(error(read("quiet_hours = '22'", &[], &[])).contains("quiet_hours: must be hours"));
    }

    #[test]
    fn production_refuses_what_is_for_trying_out() {
        let production = |options: &[(&str, &str)]| read("production = true", &[], options);
        assert!(production(&[("demo", "true")]).unwrap_err().contains("demo:"));
        assert!(production(&[]).unwrap_err().contains("key_file:"));
        assert!(production(&[("key_file", "/k")]).unwrap_err().contains("public_url:"));
        assert!(production(&[("key_file", "/k"), ("public_url", "https://a.example")]).is_ok());
    }
}
