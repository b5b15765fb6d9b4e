package org.sallyport.protocols.msnp.deal;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that a peer can't make grow: when full, the eldest entry goes. */
final class EldestGoes<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1;

    private final int most;

    EldestGoes(int most) {
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
