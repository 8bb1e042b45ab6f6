//! Files for a person to go on with.

use super::*;

fn file(base: &Path, path: &str) -> NewFile {
    NewFile { base: base.to_path_buf(), path: path.to_owned(), text: format!("text of {path}\n") }
}

#[test]
fn all_are_written_or_none() {
    let place = Place::new();
    let base = place.path().join("spec");
    let files = [file(&base, "shop/service.yaml"), file(&place.path().join("generated"), "shop/Cargo.toml")];
    let made = create(&files).unwrap();
    assert_eq!(made[0], base.join("shop/service.yaml"));
    assert_eq!(fs::read_to_string(&made[1]).unwrap(), "text of shop/Cargo.toml\n");

    let more = [file(&base, "shop/types/a.yaml"), file(&base, "shop/service.yaml")];
    let error = create(&more).unwrap_err();
    assert!(matches!(&error, OutputError::Exists { files } if *files == [base.join("shop/service.yaml")]));
    assert!(!base.join("shop/types").exists(), "nothing is made");
    assert_eq!(fs::read_to_string(&made[0]).unwrap(), "text of shop/service.yaml\n");
}

#[test]
fn a_path_that_leads_out_is_refused() {
    let place = Place::new();
    for path in ["../out.yaml", "/out.yaml", "a//b.yaml", ""] {
        assert!(matches!(create(&[file(place.path(), path)]), Err(OutputError::Set(_))), "{path}");
    }
    fs::write(place.path().join("file"), "").unwrap();
    let below = create(&[file(place.path(), "file/a.yaml")]);
    assert!(matches!(below, Err(OutputError::FileInTheWay { .. })), "{below:?}");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let place = Place::new();
    let elsewhere = Place::new();
    std::os::unix::fs::symlink(elsewhere.path(), place.path().join("shop")).unwrap();
    let error = create(&[file(place.path(), "shop/a.yaml")]).unwrap_err();
    assert!(matches!(error, OutputError::Symlink { .. }));
    assert!(!elsewhere.path().join("a.yaml").exists());
    // Not even a link that leads nowhere is taken for a free place.
    std::os::unix::fs::symlink(place.path().join("nowhere"), place.path().join("b.yaml")).unwrap();
    assert!(matches!(create(&[file(place.path(), "b.yaml")]), Err(OutputError::Exists { .. })));
    assert!(!place.path().join("nowhere").exists());
}
