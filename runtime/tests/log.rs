//! What the transport over ureq lets into a log, at the level that shows the most.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Mutex;
use std::thread;

use actiongen_runtime::{Limits, Transport as _, UreqTransport, block_on};
use http::{HeaderValue, Request};
use log::{LevelFilter, Log, Metadata, Record};

struct Kept(Mutex<String>);

static KEPT: Kept = Kept(Mutex::new(String::new()));

impl Log for Kept {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let line = record.args().to_string();
        // Bytes are shown in rows, in hexadecimal and as text; joined, they are whole again.
        self.0.lock().unwrap().push_str(line.get(41..).unwrap_or(&line));
    }

    fn flush(&self) {}
}

#[test]
fn no_credential_is_in_the_log_of_ureq() {
    log::set_logger(&KEPT).unwrap();
    log::set_max_level(LevelFilter::Trace);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v3/customers", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.extend(byte);
        }
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
        String::from_utf8(head).unwrap()
    });
    let mut token = HeaderValue::from_static("s3cret-token-that-is-longer-than-a-row");
    token.set_sensitive(true);
    let request = Request::get(url).header("x-desk-token", token).header("x-plain", "a-plain-value");
    let request = request.body(Default::default()).unwrap();
    let transport = UreqTransport::new().unwrap();
    let answer = block_on(transport.send(request, Limits::default())).unwrap();
    assert_eq!(answer.status(), 204);
    assert!(server.join().unwrap().contains("x-desk-token: s3cret-token-that-is-longer-than-a-row\r\n"));
    let kept = KEPT.0.lock().unwrap();
    assert!(kept.contains("a-plain-value"), "the log is read as it is written: {kept}");
    assert!(!kept.contains("desk-token") && !kept.contains("s3cret"), "{kept}");
    assert!(!format!("{transport:?}").contains("s3cret"));
}
