package org.sallyport.policy.presence;

import java.util.List;

/** Who is signed on now. Safe for any thread; does not block. */
public interface WhoIsOn {

    /** Where nobody ever is. */
    WhoIsOn NOBODY = new WhoIsOn() {
        @Override
        public List<Presence> list() {
            return List.of();
        }

        @Override
        public boolean end(String connection, String notice) {
            return false;
        }
    };

    /** Every connection of a known account, the one that came first first. */
    List<Presence> list();

    /**
     * Ends a connection in its protocol's own way.
     *
     * @param connection its id
     * @param notice what the person is told where the protocol can tell; empty for nothing
     * @return whether there was such a connection
     */
    boolean end(String connection, String notice);
}
