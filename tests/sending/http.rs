//! A small web server on loopback, which takes one request and misbehaves as it is told.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// How it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bent {
    /// With these bytes.
    Answers(String),
    /// It takes the request and says nothing.
    Silent,
    /// It takes the request and goes away.
    Gone,
    /// With a body without end.
    Endless,
}

/// The server, and what it got.
pub struct Http {
    /// `http://127.0.0.1:port`.
    pub address: String,
    got: Receiver<String>,
}

impl Http {
    /// Listens for one connection.
    pub fn new(bent: Bent) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("its address"));
        let (tell, got) = channel();
        thread::spawn(move || {
            if let Ok((stream, _)) = listener.accept() {
                // A client that goes away ends it.
                let _ = speak(&stream, &bent, &tell);
            }
        });
        Self { address, got }
    }

    /// The request that it got: its first line, and its body.
    pub fn got(&self) -> Vec<String> {
        self.got.iter().collect()
    }
}

fn speak(mut stream: &TcpStream, bent: &Bent, tell: &Sender<String>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    let mut first = String::new();
    reader.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let lower = line.to_ascii_lowercase();
        if let Some(said) = lower.strip_prefix("content-length:") {
            length = said.trim().parse().unwrap_or(0);
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let _ = tell.send(first.trim_end().to_owned());
    let _ = tell.send(String::from_utf8_lossy(&body).into_owned());
    match bent {
        Bent::Answers(bytes) => stream.write_all(bytes.as_bytes()),
        Bent::Gone => Ok(()),
        Bent::Silent => stream.read_exact(&mut [0]),
        Bent::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n")?;
            loop {
                stream.write_all(&[b'x'; 4096])?;
            }
        }
    }
}
