//! Files looked at by a virus scanner: the daemon of ClamAV, by its own protocol (clamd(8), `INSTREAM`).

use std::time::Duration;

use onething_api::problem::Code;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};

use crate::error::{Error, Result};

/// Bytes sent at once; the daemon refuses parts above its `StreamMaxLength` in all only.
const CHUNK: usize = 64 * 1024;
/// How long a scan may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Has a file scanned by the daemon at `host:port`, or at the socket `/path`.
///
/// # Errors
/// Something was found in it; unavailable where the daemon gives no answer, for then nobody knows.
pub async fn clean(address: &str, bytes: &[u8]) -> Result<()> {
    let answer = match tokio::time::timeout(PATIENCE, ask(address, bytes)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => return Err(unavailable(&error.to_string())),
        Err(_) => return Err(unavailable("no answer in time")),
    };
    match answer.trim_end_matches(['\0', '\n']) {
        "stream: OK" => Ok(()),
        found if found.ends_with(" FOUND") => {
            tracing::warn!(found, "the scanner refused a file");
            Err(Error::field(Code::InfectedFile, "file", "the virus scanner refused it"))
        }
        other => Err(unavailable(other)),
    }
}

fn unavailable(why: &str) -> Error {
    tracing::error!(why, "the virus scanner (clamd) cannot be asked");
    Error::new(Code::Unavailable)
}

async fn ask(address: &str, bytes: &[u8]) -> std::io::Result<String> {
    if address.starts_with('/') {
        stream(UnixStream::connect(address).await?, bytes).await
    } else {
        stream(TcpStream::connect(address).await?, bytes).await
    }
}

/// `zINSTREAM`, the parts each after its length, an empty part; then one line of answer.
async fn stream(
    mut to: impl AsyncRead + AsyncWrite + Unpin,
    bytes: &[u8],
) -> std::io::Result<String> {
    to.write_all(b"zINSTREAM\0").await?;
    for chunk in bytes.chunks(CHUNK) {
        to.write_all(&u32::try_from(chunk.len()).unwrap_or(0).to_be_bytes()).await?;
        to.write_all(chunk).await?;
    }
    to.write_all(&0_u32.to_be_bytes()).await?;
    to.flush().await?;
    let mut answer = String::new();
    to.take(4096).read_to_string(&mut answer).await?;
    Ok(answer)
}
