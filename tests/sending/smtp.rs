//! A small mail server on loopback, which takes one message and misbehaves as it is told.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// How it misbehaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bent {
    /// Not at all.
    Straight,
    /// It asks for a password, and knows only this one: `hunter2`.
    Locked,
    /// It says nothing at all.
    Silent,
    /// It takes the text and goes away without a word.
    GoneAfterText,
    /// It goes away in the middle of the text.
    GoneInText,
    /// It takes the text and then says nothing.
    SilentAfterText,
    /// It refuses the second recipient.
    RefusesSecond,
    /// It refuses the text for now.
    Later,
    /// It refuses the text for good, in the words of somebody hostile.
    Hostile,
    /// It answers without end.
    Endless,
}

/// The server, and what it got.
pub struct Smtp {
    /// `127.0.0.1:port`.
    pub address: String,
    got: Receiver<String>,
}

impl Smtp {
    /// Listens for one connection.
    pub fn new(bent: Bent) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its address").to_string();
        let (tell, got) = channel();
        thread::spawn(move || {
            if let Ok((stream, _)) = listener.accept() {
                // A client that goes away ends it.
                let _ = speak(&stream, bent, &tell);
            }
        });
        Self { address, got }
    }

    /// Waits until it got something that begins so.
    pub fn until(&self, begins: &str) {
        while !self.got.recv().expect("it listens still").starts_with(begins) {}
    }

    /// Everything that it got by now: commands, and the message as `DATA:…`.
    pub fn got(&self) -> Vec<String> {
        self.got.iter().collect()
    }
}

fn speak(stream: &TcpStream, bent: Bent, tell: &Sender<String>) -> std::io::Result<()> {
    let (mut reader, mut writer) = (BufReader::new(stream), stream);
    if bent == Bent::Silent {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        return Ok(());
    }
    if bent == Bent::Endless {
        loop {
            writer.write_all(b"220-more to come, and more, and more\r\n")?;
        }
    }
    writer.write_all(b"220 loopback ESMTP\r\n")?;
    let mut recipients = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let command = line.trim_end().to_owned();
        let _ = tell.send(command.clone());
        let verb = command.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let said: &[u8] = match verb.as_str() {
            "EHLO" if bent == Bent::Locked => b"250-loopback\r\n250 AUTH PLAIN LOGIN\r\n",
            "EHLO" => b"250-loopback\r\n250 8BITMIME\r\n",
            // PLAIN: base64 of \0user\0password.
            "AUTH" if command.ends_with("AGxlZQBodW50ZXIy") => b"235 welcome\r\n",
            "AUTH" => b"535 not AGxlZQBodW50ZXIz\r\n",
            "RCPT" => {
                recipients += 1;
                if bent == Bent::RefusesSecond && recipients == 2 {
                    b"550 no such user here\r\n"
                } else {
                    b"250 ok\r\n"
                }
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n")?;
                return text(&mut reader, writer, bent, tell);
            }
            _ => b"250 ok\r\n",
        };
        writer.write_all(said)?;
    }
}

fn text(
    reader: &mut BufReader<&TcpStream>,
    mut writer: &TcpStream,
    bent: Bent,
    tell: &Sender<String>,
) -> std::io::Result<()> {
    let mut message = String::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if bent == Bent::GoneInText {
            return writer.shutdown(std::net::Shutdown::Both);
        }
        if line.is_empty() {
            // What was not ended is no message.
            return Ok(());
        }
        if line == ".\r\n" {
            break;
        }
        message.push_str(&line);
    }
    let _ = tell.send(format!("DATA:{message}"));
    match bent {
        Bent::GoneAfterText => return writer.shutdown(std::net::Shutdown::Both),
        Bent::SilentAfterText => {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            return Ok(());
        }
        Bent::Later => writer.write_all(b"451 try again later\r\n")?,
        Bent::Hostile => {
            writer.write_all(b"554 no \x1b]52;c;eA==\x07\x1b[2J\xe2\x80\xaegnp.exe\r\n")?;
        }
        _ => writer.write_all(b"250 2.0.0 queued as 12F\r\n")?,
    }
    let mut quit = String::new();
    reader.read_line(&mut quit)?;
    let _ = tell.send(quit.trim_end().to_owned());
    writer.write_all(b"221 bye\r\n")
}
