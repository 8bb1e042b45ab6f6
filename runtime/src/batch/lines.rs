//! A file of whole lines: what was written in part is taken back.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

/// What lines are written to.
pub(super) trait Medium: Write + Seek {
    /// Cuts it off after so many bytes.
    fn set_len(&mut self, bytes: u64) -> io::Result<()>;

    /// Waits until what was written would outlive a loss of power.
    fn sync(&mut self) -> io::Result<()>;
}

impl Medium for File {
    fn set_len(&mut self, bytes: u64) -> io::Result<()> {
        Self::set_len(self, bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

/// Lines that are added one by one, each as a whole or not at all.
#[derive(Debug)]
pub(super) struct Lines<M> {
    medium: M,
    /// How many bytes are whole lines.
    whole: u64,
    /// A part of a line could not be taken back: a line after it could not be read.
    is_broken: bool,
}

impl<M: Medium> Lines<M> {
    /// Lines to be added after so many bytes. Nothing is written, or cut off, yet.
    pub(super) const fn after(whole: u64, medium: M) -> Self {
        Self { medium, whole, is_broken: false }
    }

    /// Cuts off what is no whole line.
    pub(super) fn cut(&mut self) -> io::Result<()> {
        let cut = self.medium.set_len(self.whole);
        let cut = cut.and_then(|()| self.medium.seek(SeekFrom::Start(self.whole)));
        self.is_broken = cut.is_err();
        cut.map(drop)
    }

    /// Adds a line, its end included.
    pub(super) fn add(&mut self, line: &[u8]) -> io::Result<()> {
        if self.is_broken {
            return Err(io::Error::other(
                "a part of an earlier line is in it, which could not be taken back",
            ));
        }
        let added = self.medium.write_all(line).and_then(|()| self.medium.sync());
        match added {
            Ok(()) => self.whole += u64::try_from(line.len()).unwrap_or_default(),
            // Whether that worked is remembered; what went wrong first is told.
            Err(_) => drop(self.cut()),
        }
        added
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// Holds so many bytes, and may be unable to give any back.
    struct Disk {
        file: Cursor<Vec<u8>>,
        room: usize,
        takes_back: bool,
    }

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let left = self.room - self.file.get_ref().len();
            match left.min(bytes.len()) {
                0 => Err(io::Error::other("the disk is full")),
                some => self.file.write(&bytes[..some]),
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for Disk {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.file.seek(to)
        }
    }

    impl Medium for Disk {
        fn set_len(&mut self, bytes: u64) -> io::Result<()> {
            if !self.takes_back {
                return Err(io::Error::other("it is read only now"));
            }
            self.file.get_mut().truncate(usize::try_from(bytes).unwrap());
            Ok(())
        }

        fn sync(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn half_a_line_is_taken_back_or_the_last() {
        for (takes_back, expected) in [(true, "one\ntwo\nsix\n"), (false, "one\ntwo\nthre")] {
            let disk = Disk { file: Cursor::new(Vec::new()), room: 12, takes_back };
            let mut lines = Lines::after(0, disk);
            lines.add(b"one\n").unwrap();
            lines.add(b"two\n").unwrap();
            assert_eq!(lines.add(b"three\n").unwrap_err().to_string(), "the disk is full");
            lines.medium.room += 4 * usize::from(!takes_back);
            assert_eq!(lines.add(b"six\n").is_ok(), takes_back);
            assert_eq!(String::from_utf8_lossy(lines.medium.file.get_ref()), expected);
        }
    }
}
