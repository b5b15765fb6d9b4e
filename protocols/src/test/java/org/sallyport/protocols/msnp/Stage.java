package org.sallyport.protocols.msnp;

import java.time.Clock;
import java.time.Duration;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.trial.Rig;

/** Connections that have come to where a test begins. */
final class Stage {

    static final String ALICE = "alice@example.com";

    private Stage() {}

    static Handoffs handoffs() {
        return new Handoffs(Clock.systemUTC(), 100, Duration.ofMinutes(5));
    }

    static Rig rig() {
        return rig(Limits.DEFAULT);
    }

    static Rig rig(Limits limits) {
        return rig(limits, handoffs());
    }

    static Rig rig(Limits limits, Handoffs handoffs) {
        Rig rig = new Rig(new MsnpPlugin(), limits, handoffs);
        rig.cataloguedAs("msn");
        return rig;
    }

    static void play(Rig rig, String lines) {
        new Transcript(rig).play(lines);
    }

    /** Alice is signed on to a notification server of this version, from 15 on. */
    static Rig signedOn(int version) {
        return signedOn(version, Limits.DEFAULT, handoffs());
    }

    static Rig signedOn(int version, Limits limits, Handoffs handoffs) {
        Rig rig = rig(limits, handoffs);
        play(rig, """
                C> VER 1 MSNP%1$d CVR0
                S< VER 1 MSNP%1$d CVR0
                S> VER 1 MSNP%1$d
                C< VER 1 MSNP%1$d
                C> USR 2 SSO I alice@example.com
                * sign-on requested sso null | outbound msn:alice@example.com
                S< USR 2 SSO I alice@example.com
                S> USR 3 OK alice@example.com 1 0
                * sign-on accepted sso null | inbound msn:alice@example.com
                C< USR 3 OK alice@example.com 1 0
                """.formatted(version));
        return rig;
    }

    /** Alice has called Bob, who has come. */
    static Rig withBob() {
        return withBob(Limits.DEFAULT);
    }

    static Rig withBob(Limits limits) {
        Handoffs handoffs = handoffs();
        Rig notification = signedOn(18, limits, handoffs);
        play(notification, """
                C> XFR 4 SB
                S< XFR 4 SB
                S> XFR 4 SB 192.0.2.7:1863 CKI 17.42 U messenger.msn.com 1
                C< XFR 4 SB 192.0.2.7:1863 CKI 17.42 U messenger.msn.com 1
                """);
        Rig rig = rig(limits, handoffs);
        play(rig, """
                C> USR 1 alice@example.com;{AAAA} 17.42
                S< USR 1 alice@example.com;{AAAA} 17.42
                S> USR 1 OK alice@example.com;{AAAA} Alice
                C< USR 1 OK alice@example.com;{AAAA} Alice
                C> CAL 2 bob@example.com
                S< CAL 2 bob@example.com
                S> CAL 2 RINGING 9f9f
                C< CAL 2 RINGING 9f9f
                S> JOI bob@example.com;{bbbb} Bob 2416181284:00
                C< JOI bob@example.com;{bbbb} Bob 2416181284:00
                S> JOI bob@example.com Bob 2416181284:00
                C< JOI bob@example.com Bob 2416181284:00
                """);
        return rig;
    }

    /** Carol has come as well. */
    static Rig withBobAndCarol() {
        Rig rig = withBob();
        play(rig, """
                C> CAL 3 carol@example.com
                * invite group-chat propose | outbound msn:alice@example.com to [msn:carol@example.com]
                S< CAL 3 carol@example.com
                S> CAL 3 RINGING 9f9f
                C< CAL 3 RINGING 9f9f
                S> JOI carol@example.com Carol 0
                * join 9f9f | inbound msn:alice@example.com
                * join 9f9f | inbound msn:bob@example.com
                * join 9f9f | inbound msn:carol@example.com
                C< JOI carol@example.com Carol 0
                """);
        return rig;
    }
}
