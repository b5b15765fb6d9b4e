package org.sallyport.ui;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** A clock that goes on when told. */
final class TestClock extends Clock {

    private final ZoneId zone;
    private volatile Instant now = Instant.parse("2026-11-21T09:00:00Z");

    TestClock() {
        this(ZoneId.of("Europe/Berlin"));
    }

    private TestClock(ZoneId zone) {
        this.zone = zone;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new TestClock(other);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
