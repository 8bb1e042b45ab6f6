use std::io::{Read, Write};

use serde_json::json;

use super::*;

/// Says `text` to the server and returns everything that comes back.
fn say(server: &Unruly, text: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut back = Vec::new();
    let _ = stream.read_to_end(&mut back);
    back
}

fn said(server: &Unruly) -> String {
    String::from_utf8_lossy(&say(server, "GET / HTTP/1.1\r\n\r\n")).into_owned()
}

#[test]
fn a_connection_is_kept_and_every_request_is_counted() {
    let server = Unruly::always(Reply::text(200, "text/plain", "one"));
    let both = say(&server, "GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n");
    assert_eq!(String::from_utf8_lossy(&both).matches("\r\n\r\none").count(), 2);
    assert_eq!((server.hits(), server.connections(), server.most_in_flight()), (2, 1, 1));
    assert_eq!(server.requests()[1].target, "/b");
}

#[test]
fn answers_are_what_they_are_said_to_be() {
    let server = Unruly::script([
        Reply::json(200, &json!({"data": [1]})).cut(4),
        Reply::chunked(200, &[b"ab", b"c"], true),
        Reply::empty(204),
        Reply::nothing(),
        Reply::raw(b"what?").then_close(),
    ]);
    let cut = said(&server);
    assert!(cut.contains("content-length: 12\r\n") && cut.ends_with("\r\n\r\n{\"da"), "{cut}");
    assert!(said(&server).ends_with("\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"));
    assert!(!said(&server).contains("content-length"));
    assert_eq!((said(&server), said(&server)), (String::new(), "what?".to_owned()));
    assert!(said(&server).contains(" 599 "));
}

#[test]
fn a_reset_is_no_farewell() {
    let server = Unruly::always(Reply::nothing().then_reset());
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let error = stream.read(&mut [0; 8]).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
}

#[test]
fn what_is_at_work_at_once_is_counted() {
    let server = Unruly::always(Reply::empty(200).after(Duration::from_millis(300)));
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| said(&server));
        }
    });
    assert_eq!((server.most_in_flight(), server.in_flight()), (3, 0));
}

#[test]
fn a_client_that_leaves_is_noticed() {
    for reply in
        [Reply::nothing().then_stall(), Reply::dripping(200, Duration::from_millis(5)), Reply::endless(200)]
    {
        let server = Unruly::always(reply);
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
        assert!(server.wait_for_hits(1));
        drop(stream);
        assert!(server.wait_until_left());
    }
}

fn request(method: &str, query: &str, body: &serde_json::Value) -> Request {
    let target = format!("/stores/a/v3/customers{query}");
    Request { method: method.to_owned(), target, headers: Vec::new(), body: body.to_string().into_bytes() }
}

#[test]
fn a_shop_keeps_its_books() {
    let customers = json!([{"email": "a@b.co"}, {"email": "c@d.co"}]);
    let post = request("POST", "", &customers);
    for (shop, kept) in [(Shop::new(), 2), (Shop::taking_doubles(), 4)] {
        drop(shop.answer(&post));
        // The second time an email is in use.
        drop(shop.answer(&post));
        assert_eq!((shop.created(), shop.emails().len()), (kept, kept));
        let server = Unruly::start(move |request| shop.answer(request));
        let page =
            String::from_utf8(say(&server, "GET /v3/customers?email:in=c@d.co HTTP/1.1\r\n\r\n")).unwrap();
        assert_eq!(page.matches("c@d.co").count(), kept / 2, "{page}");
        let page =
            String::from_utf8(say(&server, "GET /v3/customers?limit=1&after=1 HTTP/1.1\r\n\r\n")).unwrap();
        assert_eq!((page.matches("@").count(), page.contains("end_cursor\":\"2")), (1, kept > 2), "{page}");
    }
}

#[test]
fn a_quota_refuses_what_is_beyond_it() {
    let quota = Quota::new(2, Duration::from_millis(80));
    let answers = Mutex::new(0);
    let server = Unruly::start(move |_| {
        quota.guard(|| {
            *answers.lock().unwrap() += 1;
            Reply::text(200, "text/plain", &answers.lock().unwrap().to_string())
        })
    });
    let one = said(&server);
    assert!(one.contains("X-Rate-Limit-Requests-Left: 1") && one.ends_with('1'), "{one}");
    assert!(said(&server).ends_with('2'));
    assert!(said(&server).starts_with("HTTP/1.1 429 "));
    std::thread::sleep(Duration::from_millis(90));
    assert!(said(&server).ends_with('3'));
}

#[test]
fn faults_are_before_or_after_it_is_done() {
    for fault in Fault::ALL {
        let mut done = false;
        let _ = fault.reply(|| {
            done = true;
            Reply::empty(200)
        });
        let name = format!("{fault:?}");
        let before = name.contains("Before") || fault == Fault::BusyWithoutHeaders;
        assert_eq!(done, !before, "{name}");
    }
}
