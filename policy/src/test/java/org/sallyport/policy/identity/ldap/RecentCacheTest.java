package org.sallyport.policy.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentCacheTest {

    private final AtomicLong clock = new AtomicLong();
    private final RecentCache<Integer, String> cache = new RecentCache<>(10, 100, clock::get);

    @Test
    void itNeverHoldsMoreThanItsSize() {
        for (int i = 0; i < 1_000; i++) {
            cache.put(i, "v" + i);
            assertThat(cache.size()).isLessThanOrEqualTo(10);
        }
        for (int i = 995; i < 1_000; i++) {
            assertThat(cache.get(i)).isEqualTo("v" + i);
        }
        assertThat(cache.get(0)).isNull();
    }

    @Test
    void whatIsUsedStays() {
        cache.put(-1, "used");
        for (int i = 0; i < 1_000; i++) {
            cache.put(i, "v");
            assertThat(cache.get(-1)).isEqualTo("used");
        }
    }

    @Test
    void useDoesNotProlongLife() {
        cache.put(1, "a");
        clock.set(99);
        assertThat(cache.get(1)).isEqualTo("a");
        clock.set(100);
        assertThat(cache.get(1)).isNull();
        assertThat(cache.size()).isZero();
    }

    @Test
    void whatIsRemovedIsGoneFromBothGenerations() {
        cache.put(1, "a");
        for (int i = 2; i < 7; i++) {
            cache.put(i, "v");
        }
        cache.remove(1);
        assertThat(cache.get(1)).isNull();
    }
}
