package org.sallyport.protocols.oscar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;

/**
 * A script of FLAPs in the language of {@link Bytes}, such as {@code C> 17/06 #1 {1:"bobby"}}. Sequence numbers are not written:
 * the client counts from 1 and the service from 0x64, and what is received must be numbered the same, without a gap, whatever was
 * dropped or added.
 */
final class Transcript extends Script {

    /** The last numbers of what each side has sent, and of what of it the other has received. */
    private final Map<Side, Integer> sent = new EnumMap<>(Map.of(Side.CLIENT, 0, Side.SERVER, 0x63));

    private final Map<Side, Integer> expected = new EnumMap<>(sent);

    Transcript(Rig rig) {
        super(rig);
    }

    @Override
    protected byte[] sent(Side from, String frame) {
        return Bytes.flap(frame, next(sent, from)).toBytes();
    }

    @Override
    protected void compare(String line, Side from, String frame, byte[] actual) {
        Bytes.Pattern pattern = Bytes.flap(frame, next(expected, from));
        assertThat(pattern.blank(actual)).as(line).isEqualTo(pattern.toString());
    }

    private static int next(Map<Side, Integer> numbers, Side from) {
        return numbers.merge(from, 1, Integer::sum);
    }
}
