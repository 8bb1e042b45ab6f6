use super::*;

fn written(write: impl FnOnce(&mut Query)) -> String {
    let mut query = Query::new();
    write(&mut query);
    assert!(query.violations().is_empty());
    query.as_str().to_owned()
}

#[test]
fn values_of_every_type() {
    let query = written(|query| {
        query.value("text", "a b&c=d");
        query.value("empty", "");
        query.value("int", &-5_i64);
        query.value("small", &Some(7_i32));
        query.value("float", &1.5);
        query.value("bool", &true);
        query.value("decimal", &Decimal::new("1e+5").unwrap());
        query.value("date", &Date::new("2026-02-28"));
        query.value("moment", &DateTime::new("2026-02-28T09:30:00+01:00"));
        query.value("secret", &Secret::<String>::from("x"));
        query.value("absent", &None::<String>);
        query.value("null", &Presence::<String>::Null);
    });
    assert_eq!(
        query,
        "text=a%20b%26c%3Dd&empty=&int=-5&small=7&float=1.5&bool=true&decimal=1e%2B5\
         &date=2026-02-28&moment=2026-02-28T09:30:00%2B01:00&secret=x"
    );
}

#[test]
fn lists_are_joined_or_repeated() {
    let query = written(|query| {
        query.joined("id:in", &vec![1, 2, 3]);
        query.joined("email:in", &Some(vec!["a+b@c.d".to_owned(), "é".to_owned()]));
        query.joined("none", &Vec::<i64>::new());
        query.joined("absent", &None::<Vec<i64>>);
        query.repeated("tag", &vec!["a,b", "c"]);
        query.repeated("nothing", &Vec::<String>::new());
    });
    assert_eq!(query, "id:in=1,2,3&email:in=a%2Bb@c.d,%C3%A9&tag=a%2Cb&tag=c");
}

#[test]
fn a_comma_in_an_item_is_refused() {
    let mut query = Query::new();
    query.joined("name:in", &vec!["a", "b,c", ",", "d"]);
    query.value("name", "x,y");
    let found: Vec<_> = query.violations().iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "query.name:in[1]: \"b,c\" holds a comma, which would make two items of it",
            "query.name:in[2]: \",\" holds a comma, which would make two items of it",
        ]
    );
    assert!(query.violations().iter().all(|violation| violation.rule() == &Rule::Comma));
}

#[test]
fn a_page_parameter_takes_the_place_of_another() {
    let mut query = Query::new();
    query.replace("after", "x y");
    assert_eq!(query.as_str(), "after=x%20y");
    query.value("limit", &10);
    query.value("id:in", &3);
    query.replace("after", "z");
    assert_eq!(query.as_str(), "limit=10&id:in=3&after=z");
    query.replace("id:in", "4");
    assert_eq!(query.as_str(), "limit=10&after=z&id:in=4");
    assert_eq!(query.get("after"), Some("z"));
    assert_eq!(query.get("aft"), None);
}

#[test]
fn debug_shows_names_only() {
    let mut query = Query::new();
    query.value("token", "hunter22");
    assert_eq!(format!("{query:?}"), r#"["token"]"#);
}
