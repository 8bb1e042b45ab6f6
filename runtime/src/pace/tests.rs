use std::sync::LazyLock;

use http::HeaderValue;

use super::*;

static LIMIT: LazyLock<RateLimit> = LazyLock::new(|| RateLimit {
    remaining: "x-left".to_owned(),
    limit: Some("x-quota".to_owned()),
    reset: Some(WaitHeader::new("x-reset-ms", TimeUnit::Milliseconds)),
});

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| ((*name).try_into().unwrap(), HeaderValue::from_static(value))).collect()
}

/// Somebody who can wait until then.
fn until(deadline: Instant) -> Patience {
    Patience { deadline, longest_pause: Duration::MAX }
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// A pace that was told of so many requests left, and a reset in a second; the quota of a window is 10.
fn told(left: &'static str, now: Instant) -> Pace {
    let mut pace = Pace::default();
    pace.learn(now, &LIMIT, &headers(&[("x-left", left), ("x-quota", "10"), ("x-reset-ms", "1000")]));
    pace
}

#[test]
fn nothing_known_is_nothing_waited_for() {
    let now = Instant::now();
    let mut pace = Pace::default();
    for _ in 0..1_000 {
        assert_eq!(pace.admit(now, None, until(now), 0.5), Admission::Go);
    }
}

#[test]
fn what_is_left_is_spent_and_then_waited_for() {
    let now = Instant::now();
    let mut pace = told("2", now);
    let late = now + ms(5_000);
    assert_eq!(pace.admit(now, None, until(late), 0.0), Admission::Go);
    assert_eq!(pace.admit(now, None, until(late), 0.0), Admission::Go);
    // Each has a turn of its own, a tenth of the window apart: no herd.
    let turns: Vec<_> = (0..3).map(|_| pace.admit(now, None, until(late), 0.0)).collect();
    let expected = [1_000, 1_100, 1_200].map(|millis| Admission::Wait(now + ms(millis)));
    assert_eq!(turns, expected);
    // The first is served at its turn and not before; who comes then queues behind the others.
    let turn = now + ms(1_000);
    assert_eq!(pace.admit(now + ms(999), Some(turn), until(late), 0.0), Admission::Wait(turn));
    assert_eq!(pace.admit(turn, Some(turn), until(late), 0.0), Admission::Go);
    assert_eq!(pace.admit(turn, None, until(late), 0.0), Admission::Wait(now + ms(1_300)));
    // When the queue is through, nobody waits.
    assert_eq!(pace.admit(now + ms(1_400), None, until(late), 0.0), Admission::Go);
}

#[test]
fn requests_under_way_are_taken_off_what_is_left() {
    let now = Instant::now();
    let mut pace = Pace::default();
    for _ in 0..3 {
        assert_eq!(pace.admit(now, None, until(now), 0.0), Admission::Go);
    }
    pace.arrived();
    pace.learn(now, &LIMIT, &headers(&[("x-left", "2"), ("x-reset-ms", "1000")]));
    assert!(matches!(pace.admit(now, None, until(now + ms(5_000)), 0.0), Admission::Wait(_)));
    // The next answer knows more.
    pace.arrived();
    pace.learn(now, &LIMIT, &headers(&[("x-left", "2"), ("x-reset-ms", "1000")]));
    assert_eq!(pace.left(), Some(1));
}

#[test]
fn a_refusal_holds_back_everyone_even_those_with_a_turn() {
    let now = Instant::now();
    let mut pace = told("0", now);
    let late = now + ms(60_000);
    let turn = now + ms(1_000);
    assert_eq!(pace.admit(now, None, until(late), 0.0), Admission::Wait(turn));
    pace.close(now + ms(30_000));
    // A shorter one does not shorten it.
    pace.close(now + ms(3_000));
    assert_eq!(pace.admit(turn, Some(turn), until(late), 0.0), Admission::Wait(now + ms(30_000)));
}

#[test]
fn a_turn_that_is_of_no_use_is_not_kept() {
    let now = Instant::now();
    let mut pace = told("0", now);
    assert_eq!(pace.admit(now, None, until(now + ms(500)), 0.0), Admission::TooLate(now + ms(1_000)));
    assert_eq!(pace.admit(now, None, until(now + ms(5_000)), 0.0), Admission::Wait(now + ms(1_000)));
}

#[test]
fn chance_puts_the_first_one_off_and_not_far() {
    let now = Instant::now();
    for (chance, least, most) in [(0.0, 1_000, 1_000), (0.999, 1_200, 1_250)] {
        let Admission::Wait(turn) = told("0", now).admit(now, None, until(now + ms(60_000)), chance) else {
            panic!("it has to wait");
        };
        let wait = turn - now;
        assert!(wait >= ms(least) && wait <= ms(most), "{wait:?}");
    }
}

#[test]
fn garbage_in_headers_is_survived() {
    let now = Instant::now();
    for garbage in ["", "abc", "-1", "1e3", "1.5", "18446744073709551616", "1000000000000000000"] {
        let mut pace = Pace::default();
        let said = headers(&[("x-left", "0"), ("x-quota", garbage), ("x-reset-ms", garbage)]);
        pace.learn(now, &LIMIT, &said);
        assert_eq!(pace.admit(now, None, until(now + ms(1_000)), 1.0), Admission::Go, "{garbage}");
        pace.learn(now, &LIMIT, &headers(&[("x-left", garbage), ("x-quota", "0"), ("x-reset-ms", "1000")]));
        assert!(matches!(pace.admit(now, None, until(now + ms(1_000)), 1.0), Admission::Go), "{garbage}");
    }
}

#[test]
fn the_longest_wait_counts_and_only_whole_numbers_are_waits() {
    let header = WaitHeader::new("x-wait", TimeUnit::Seconds);
    let mut said = HeaderMap::new();
    for value in ["3", "abc", " 15 ", "-20", "1e9", "Wed, 21 Oct 2026 07:28:00 GMT"] {
        said.append("x-wait", HeaderValue::from_static(value));
    }
    assert_eq!(named_wait(&said, &header), Some(Duration::from_secs(15)));
    let in_millis = WaitHeader::new("x-wait", TimeUnit::Milliseconds);
    assert_eq!(named_wait(&said, &in_millis), Some(ms(15)));
    assert_eq!(named_wait(&HeaderMap::new(), &header), None);
}

#[test]
fn chance_alone_keeps_apart_who_waits_for_an_unknown_quota() {
    let now = Instant::now();
    let mut pace = Pace::default();
    pace.close(now + ms(30_000));
    let wait = |pace: &mut Pace, chance| pace.admit(now, None, until(now + ms(60_000)), chance);
    // One who is put off far does not put off those who come after it.
    let turns = [0.9, 0.1, 0.5].map(|chance| wait(&mut pace, chance));
    assert_eq!(turns, [30_900, 30_100, 30_500].map(|millis| Admission::Wait(now + ms(millis))));
}

#[test]
fn a_pause_may_be_too_long_where_a_queue_is_not() {
    let now = Instant::now();
    let mut pace = told("0", now);
    let patience = Patience { deadline: now + ms(60_000), longest_pause: ms(1_000) };
    for _ in 0..100 {
        assert!(matches!(pace.admit(now, None, patience, 0.0), Admission::Wait(_)));
    }
    let patience = Patience { longest_pause: ms(999), ..patience };
    assert_eq!(pace.admit(now, None, patience, 0.0), Admission::TooLate(now + ms(1_000)));
}

#[test]
fn turns_that_nobody_wants_any_more_are_given_back() {
    let now = Instant::now();
    let mut pace = told("0", now);
    let late = until(now + ms(60_000));
    let turn = |millis| now + ms(millis);
    for millis in [1_000, 1_100, 1_200] {
        assert_eq!(pace.admit(now, None, late, 0.0), Admission::Wait(turn(millis)));
    }
    pace.leave(turn(1_200));
    assert_eq!(pace.admit(now, None, late, 0.0), Admission::Wait(turn(1_200)));
    // When all of them are gone, the first turn is free again.
    for millis in [1_000, 1_100, 1_200] {
        pace.leave(turn(millis));
    }
    assert_eq!(pace.admit(now, None, late, 0.0), Admission::Wait(turn(1_000)));
}

#[test]
fn a_window_of_an_hour_does_not_outlast_itself() {
    let now = Instant::now();
    let mut pace = Pace::default();
    pace.learn(now, &LIMIT, &headers(&[("x-left", "0"), ("x-quota", "10"), ("x-reset-ms", "3600000")]));
    let later = now + ms(3_600_000);
    pace.learn(later, &LIMIT, &headers(&[("x-left", "0"), ("x-quota", "10"), ("x-reset-ms", "1000")]));
    let late = until(later + ms(60_000));
    let turns = [(); 2].map(|()| pace.admit(later, None, late, 0.0));
    assert_eq!(turns, [1_000, 1_100].map(|millis| Admission::Wait(later + ms(millis))));
}
