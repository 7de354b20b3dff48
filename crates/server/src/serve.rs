//! Serving: listens, says who can log in, and stops gracefully.

use std::net::SocketAddr;
use std::time::Duration;

use onething_domain::message::Channel;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::app::App;
use crate::{demo, documents, jobs, outbox, router};

/// How long requests under way may take when the process stops.
const DRAIN: Duration = Duration::from_secs(20);

/// Serves until SIGTERM or SIGINT, then lets requests under way end.
///
/// # Errors
/// Where the port cannot be had.
pub async fn serve(app: App) -> Result<(), String> {
    if app.settings.production || app.settings.fonts.is_some() {
        documents::make::press(&app)?; // a setting that is wrong is told now, not with the first document
    }
    let address = app.settings.address();
    let listener = TcpListener::bind(address).await.map_err(|error| {
        format!("port: cannot listen on {address}: {error}; name another with --port")
    })?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    greet(&app, address).await;
    if !app.settings.demo && !app.post.takes(Channel::Sms) {
        tracing::warn!("no provider of SMS: nobody can log in; see --message-providers");
    }
    let jobs = tokio::spawn(jobs::run(app.clone()));
    let press = tokio::spawn(documents::make::run(app.clone()));
    let post = tokio::spawn(outbox::run(app.clone()));
    let service = router::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = app.clone();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop_signal().await;
        tracing::info!("stopping");
        stopping.stop();
    });
    let ended = async {
        while !app.is_stopping() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        served = server.into_future() => served.map_err(|error| error.to_string())?,
        () = ended => tracing::warn!("some requests did not end in time"),
    }
    jobs.abort();
    press.abort();
    post.abort();
    app.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn stop_signal() {
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

async fn greet(app: &App, address: SocketAddr) {
    tracing::info!(%address, "listening");
    if !app.settings.demo {
        return;
    }
    println!(
        "\nonething 演示  http://{address}  工作人员 http://{address}/staff/  API http://{address}/api/docs\n"
    );
    match demo::people(app).await {
        Ok(list) if list.people.is_empty() => {
            println!("No people yet: onething import content/demo-city")
        }
        Ok(list) => {
            for person in list.people {
                println!("  {}  {}  {}", person.phone, person.name, person.about.zh);
            }
            println!("\n验证码在 http://{address}/api/v1/demo/outbox\n");
        }
        Err(error) => tracing::warn!(?error, "cannot list the demo people"),
    }
}
