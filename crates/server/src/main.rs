//! `onething`: serves a city, imports its content, checks its audit log.

use std::process::ExitCode;

use onething_server::app::App;
use onething_server::cli::{self, HELP, Task};
use onething_server::clock::Clock;
use onething_server::config::{LogFormat, Settings};
use onething_server::progress::Progress;
use onething_server::{audit, city, generate, openapi, serve, simulate};
use onething_server::{licences, seal};

fn main() -> ExitCode {
    let (task, settings) = match cli::parse(std::env::args().skip(1), std::env::vars()) {
        Ok(parsed) => parsed,
        Err(error) => {
            eprintln!("onething: {error}");
            return ExitCode::from(2);
        }
    };
    log(settings.log);
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("onething: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(task, settings)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("onething: {error}");
            ExitCode::FAILURE
        }
    }
}

fn log(format: LogFormat) {
    let lines =
        tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).with_writer(std::io::stderr);
    match format {
        LogFormat::Json => lines.json().flatten_event(true).init(),
        LogFormat::Text => lines.init(),
    }
}

async fn run(task: Task, settings: Settings) -> Result<(), String> {
    match task {
        Task::Help => println!("{HELP}"),
        Task::Version => println!("onething {}", env!("CARGO_PKG_VERSION")),
        Task::OpenApi => print!("{}", openapi::text()),
        Task::Serve => serve::serve(App::open(settings, Clock::System).await?).await?,
        Task::Import(folders) => {
            let app = App::open_store(settings, Clock::System).await?;
            for folder in &folders {
                let report = city::import::load(&app, folder, Progress::shown()).await;
                let report = report.map_err(|error| error.to_string())?;
                println!("{}: {} items, {} things", folder.display(), report.items, report.things);
                tell("new    ", &report.changed);
                tell("retired", &report.retired);
                tell("kept   ", &report.kept);
            }
            app.db.close().await;
        }
        Task::Generate(wanted) => {
            for folder in generate::generate(&wanted, Progress::shown())? {
                println!("{}", folder.display());
            }
        }
        Task::GenerateCases(count, seed) => {
            if settings.production {
                return Err("generate cases: never in production".to_owned());
            }
            // Nobody waits for a disk: what is lost is made again.
            let settings = Settings { durable: false, ..settings };
            let app = App::open(settings, Clock::System).await?;
            let copied = generate::cases::cases(&app, count, seed, Progress::shown()).await;
            let copied = copied.map_err(|error| format!("{error:?}"))?;
            println!("{count} cases, copies of {copied}");
            app.db.close().await;
        }
        Task::Simulate(wanted) => {
            // Demo registries answer, nobody waits for a disk, and everything is checked in the end.
            let settings = Settings { demo: true, durable: false, ..settings };
            let outcome = simulate::run(settings, &wanted, Progress::shown()).await?;
            println!("{outcome}");
            let page = std::fs::write(&wanted.page, outcome.html());
            page.map_err(|error| format!("--page: {}: {error}", wanted.page.display()))?;
            println!("{}", wanted.page.display());
            if !outcome.checked.faults.is_empty() {
                return Err("something does not hold".to_owned());
            }
        }
        Task::Export(folder) => {
            let app = App::open(settings, Clock::System).await?;
            let files = city::export::export(&app, &folder).await?;
            println!("{files} files in {}", folder.display());
        }
        Task::AuditVerify => {
            let app = App::open(settings, Clock::System).await?;
            let report = audit::verify(&app).await.map_err(|error| format!("{error:?}"))?;
            println!("{report}");
            if !report.faults.is_empty() {
                return Err("history does not hold together".to_owned());
            }
        }
        Task::Verify(file, keys) => {
            println!("{}", seal::tell(&settings, &file, keys.as_deref())?);
        }
        Task::VerifyShowing(token, keys) => {
            let keys = match keys {
                Some(file) => seal::read(&file)?,
                None => {
                    licences::keys::Keys::open(&settings.showing_folder(), Clock::System.now())?
                        .published()
                }
            };
            let claims = licences::keys::verify(&token, &keys);
            let claims = claims.map_err(|why| format!("NOT GENUINE: {why}"))?;
            let now = Clock::System.now();
            println!("{}", licences::said(&claims, now));
            if claims.is_over(now) {
                return Err("this showing is over: have it shown again".to_owned());
            }
        }
        Task::RotateShowingKeys => {
            let id = licences::keys::rotate(&settings.showing_folder(), Clock::System.now())?;
            println!("{id}: the key for new showings from the next start on");
        }
        Task::RotateKeys => {
            for line in seal::rotate(&settings, Clock::System.now())? {
                println!("{line}");
            }
        }
        Task::Rebuild => {
            let app = App::open(settings, Clock::System).await?;
            let cases = audit::rebuild(&app).await.map_err(|error| format!("{error:?}"))?;
            println!("{cases} cases");
            app.db.close().await;
        }
    }
    Ok(())
}

/// Lines of a report, not more than fit a screen.
fn tell(what: &str, lines: &[String]) {
    const MOST: usize = 40;
    lines.iter().take(MOST).for_each(|line| println!("  {what} {line}"));
    if lines.len() > MOST {
        println!("  {what} and {} more", lines.len() - MOST);
    }
}
