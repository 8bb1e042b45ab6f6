use std::path::PathBuf;

use super::*;

/// A folder with room for one journal; gone when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("actiongen-journal-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.join("journal")
    }

    fn open(&self) -> (JournalFile, Option<BatchReport<Customer>>) {
        JournalFile::open(&self.path()).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_program_that_was_killed_goes_on_with_the_truth() {
    let folder = Folder::new("killed");
    let path = folder.path();
    let items = customers(35);
    // The third call is carried out, and the program is killed while it is under way.
    let shop = Shop::new(|call, _| match call {
        1 => Mood::Says(422, refusal()),
        _ => Mood::Well,
    });
    let client = shop.client();
    let (journal, before) = JournalFile::open::<Customer>(&path).unwrap();
    assert!(before.is_none());
    let mut batch = client.batch(creates(&items)).journal(journal);
    {
        let mut sending = std::pin::pin!(batch.send());
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        while shop.state.lock().unwrap().under_way == 0 || shop.sizes().len() < 2 {
            assert!(sending.as_mut().poll(&mut context).is_pending());
        }
    }
    drop(batch);
    assert_eq!(shop.sizes().len(), 2, "nothing goes on after it was dropped");
    // The last line was not written to its end.
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend_from_slice(br#"{"settled":[[20,{"do"#);
    std::fs::write(&path, &bytes).unwrap();

    let (journal, before) = JournalFile::open::<Customer>(&path).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), bytes, "opening it changes nothing");
    let before = before.unwrap();
    assert_eq!(shape(&before), "10D 10R 10U 5N");
    let mut batch = client.batch(creates(&items)).journal(journal);
    let report = block_on(batch.resume(before)).unwrap();
    assert_eq!(shape(&report), "10D 10R 10U 5D");
    let report = block_on(batch.reconcile(report)).unwrap();
    let report = block_on(batch.send_not_found(report)).unwrap();
    assert_eq!(shape(&report), "10D 10R 15D");
    drop(batch);
    let (journal, kept) = JournalFile::open::<Customer>(&path).unwrap();
    assert_eq!(kept, Some(report));
    let sent = shop.sizes().len();
    let anew = block_on(client.batch(creates(&items)).journal(journal).send()).unwrap();
    assert_eq!((shape(&anew).as_str(), shop.sizes().len()), ("35N", sent), "it was not gone on from");
}

#[test]
fn what_is_no_journal_is_left_as_it_is() {
    let folder = Folder::new("other");
    let path = folder.path();
    let report =
        serde_json::to_string(&BatchReport::<Customer>::new("a", "b".to_owned(), Vec::new())).unwrap();
    for text in ["{}\n", "x", "[{\"email\": \"a@example.com\"}]", "{\"begins\":1}", "\n", &report] {
        std::fs::write(&path, text).unwrap();
        let error = JournalFile::open::<Customer>(&path).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{text}");
        assert!(error.to_string().starts_with("line 1 is not one of a journal"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
    // A first line that was cut off is one of a journal still: nothing was sent before it was whole.
    for text in ["", "{\"be", "{\"begin\":{\"action\":\"customers.create\",\"inp"] {
        std::fs::write(&path, text).unwrap();
        let (journal, before) = folder.open();
        assert_eq!(before, None);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        let shop = Shop::new(|_, _| Mood::Well);
        let items = customers(3);
        let report = block_on(shop.client().batch(creates(&items)).journal(journal).send()).unwrap();
        assert_eq!(folder.open().1, Some(report));
    }
}

#[test]
fn a_new_journal_holds_what_is_gone_on_from() {
    let folder = Folder::new("new");
    let items = customers(30);
    let answer = json!({"data": [{"email": "4@example.com", "id": 4}], "errors": ["no"]});
    let shop = Shop::new(move |call, _| match call {
        0 => Mood::Answers(207, answer.clone()),
        1 => Mood::Says(401, json!({})),
        _ => Mood::Well,
    });
    let client = shop.client();
    let call = |items| {
        BatchCall::<New, Customer>::partial_list(&CREATE, items, |body| {
            Call::partial_list(&CREATE).body(body)
        })
        .most(10)
        .key("email")
        .look_up(LookUp::many_pages("email", Some(4), look, Some))
    };
    let report = block_on(client.batch(call(&items)).send()).unwrap();
    assert_eq!((shape(&report).as_str(), report.remarks().len()), ("4U 1D 5U 20N", 1));
    // Gone on from with a journal that knows nothing of it, and killed at once.
    let (journal, before) = folder.open();
    assert!(before.is_none());
    let mut batch = client.batch(call(&items)).journal(journal);
    {
        let mut going_on = std::pin::pin!(batch.resume(report.clone()));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(going_on.as_mut().poll(&mut context).is_pending());
    }
    drop(batch);
    let (journal, before) = folder.open();
    let before = before.unwrap();
    assert_eq!(shape(&before), "4U 1D 15U 10N");
    assert_eq!((&before.outcomes()[..10], before.remarks()), (&report.outcomes()[..10], report.remarks()));
    // What was found out elsewhere is in it too, and what it knows is not written twice.
    let found = block_on(client.batch(call(&items)).reconcile(before)).unwrap();
    assert_eq!(shape(&found), "10D 10U 10N");
    let mut batch = client.batch(call(&items)).journal(journal);
    let report = block_on(batch.reconcile(found)).unwrap();
    drop(batch);
    let (journal, before) = folder.open();
    assert_eq!(before.as_ref(), Some(&report));
    let length = std::fs::metadata(folder.path()).unwrap().len();
    let mut journal = journal;
    journal.begin(&report).unwrap();
    assert_eq!(std::fs::metadata(folder.path()).unwrap().len(), length);
}

#[test]
fn a_look_up_alone_can_be_gone_on_from() {
    let folder = Folder::new("look-up");
    let items = customers(6);
    let shop = Shop::new(|_, _| Mood::Breaks);
    shop.state.lock().unwrap().stored.insert("1@example.com".to_owned());
    let (journal, _) = folder.open();
    let reconciled = block_on(shop.client().batch(creates(&items)).journal(journal).look_up()).unwrap();
    let (_, before) = folder.open();
    assert_eq!(before, Some(reconciled.into_report()));
}

#[test]
fn a_report_that_forgets_what_went_out_is_refused() {
    let folder = Folder::new("stale");
    let items = customers(30);
    let shop = Shop::new(|call, _| if call == 1 { Mood::Breaks } else { Mood::Well });
    let client = shop.client();
    let (journal, _) = folder.open();
    let mut batch = client.batch(creates(&items)).journal(journal);
    let none_sent = (0..30).map(|_| ItemOutcome::NotSent(not_its_turn())).collect();
    let none_sent = BatchReport::new("customers.create", batch.fingerprint(), none_sent);
    let report = block_on(batch.send()).unwrap();
    assert_eq!((shape(&report).as_str(), shop.sizes().len()), ("10D 10U 10D", 3));
    // The same batch, and as many items out; but others.
    let mut other = report.clone();
    for item in [5, 15] {
        *other.outcome_mut(item).unwrap() = ItemOutcome::NotSent(not_its_turn());
    }
    for stale in [none_sent, other] {
        let expected = shape(&stale);
        let refused = block_on(batch.resume(stale)).unwrap();
        assert_eq!((shape(&refused), shop.sizes().len()), (expected, 3));
        assert!(refused.not_sent().all(|(_, error)| error.text.contains("another report")));
    }
    // What was found, and then taken for unknown.
    let found = block_on(batch.reconcile(report.clone())).unwrap();
    assert_eq!(shape(&found), "30D");
    let mut stale = report;
    for item in 10..20 {
        let error = ItemError::new(None, "?");
        let unknown = UnknownItem { looked_up: LookedUp::NotFound, ..UnknownItem::new(error) };
        *stale.outcome_mut(item).unwrap() = ItemOutcome::Unknown(unknown);
    }
    let refused = block_on(batch.send_not_found(stale)).unwrap();
    assert_eq!((shape(&refused).as_str(), shop.sizes().len()), ("10D 10U 10D", 3));
    assert_eq!(folder.open().1, Some(found));
}
