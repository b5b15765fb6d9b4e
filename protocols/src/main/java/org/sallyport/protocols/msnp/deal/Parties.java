package org.sallyport.protocols.msnp.deal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;

/**
 * Between whom a message goes.
 *
 * @param side which side it came from
 * @param from who sent it; null while unknown
 * @param to whom it reaches
 */
public record Parties(Side side, @Nullable ScreenName from, List<ScreenName> to) {
    public Parties {
        to = List.copyOf(to);
    }

    /** The one behind the gateway; null while unknown. */
    @Nullable ScreenName account() {
        return side == Side.CLIENT ? from : to.isEmpty() ? null : to.getFirst();
    }

    /** The one at the other end, when that is one person. */
    @Nullable ScreenName peer() {
        return side == Side.SERVER ? from : to.size() == 1 ? to.getFirst() : null;
    }
}
