package org.sallyport.protocols.ymsg;

import static org.assertj.core.api.Assertions.assertThat;

import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;
import org.sallyport.protocols.trial.TrialContext;

/**
 * A script of packets in the language of {@link Packets}, such as {@code C> 06 5=bob 14="hello there"}. What the client sends, and
 * what the service must receive, has the client's version; what goes the other way has 0.
 */
final class Transcript extends Script {

    private final int version;

    /** A conversation with a client of this version. */
    Transcript(Rig rig, int version) {
        super(rig);
        this.version = version;
    }

    /** A relay around a session of its own. */
    static Rig rig() {
        return rig(Limits.DEFAULT);
    }

    /** The same with other limits. */
    static Rig rig(Limits limits) {
        return new Rig(new YmsgPlugin(), limits, TrialContext.newHandoffs());
    }

    /** Signs somebody on, up to the first contact list; the service's session id is 77. */
    Transcript online(String name) {
        play("""
                C> 57 1=%1$s
                S< 57 1=%1$s
                S> 57 st=1 id=77 1=%1$s 94=abc 13=1
                C< 57 st=1 id=77 1=%1$s 94=abc 13=1
                C> 54 id=77 0=%1$s 6=proof 96=proof 1=%1$s 135=6,0,0,1710
                S< 54 id=77 0=%1$s 6=proof 96=proof 1=%1$s 135=6,0,0,1710
                * sign-on requested challenge 6,0,0,1710 | outbound yahoo:%1$s
                S> 55 id=77 87= 88= 89=%1$s 3=%1$s
                C< 55 id=77 87= 88= 89=%1$s 3=%1$s
                * sign-on accepted challenge 6,0,0,1710 | inbound yahoo:%1$s
                """.formatted(name));
        return this;
    }

    @Override
    protected byte[] sent(Side from, String frame) {
        return Packets.bytes(frame, from == Side.CLIENT ? version : 0);
    }

    @Override
    protected void compare(String line, Side from, String frame, byte[] actual) {
        byte[] expected = sent(from, frame);
        assertThat(Packets.text(actual)).as(line).isEqualTo(Packets.text(expected));
        assertThat(actual).as(line).isEqualTo(expected);
    }
}
