package org.sallyport.proxy.alert;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with one target. Counts are of this run of the gateway.
 *
 * @param name the target's name
 * @param receiver as rules name it
 * @param destination the host it is at
 * @param waiting alerts that are on the disk and have not been told
 * @param oldest when the eldest of them happened; null when none waits or it has not been looked at yet
 * @param queued alerts that came onto the disk
 * @param delivered alerts that were told
 * @param digests in how many digests
 * @param failures tries that failed
 * @param full alerts that were lost because too many waited, or the disk took none
 * @param expired alerts that were given up for their age
 * @param unreadable alerts whose lines on the disk can't be read
 * @param failingSince when the first of the latest tries that all failed was; null when the last one worked
 * @param cause why the last one failed; null when it worked
 */
public record TargetStatus(
        String name,
        String receiver,
        String destination,
        long waiting,
        @Nullable Instant oldest,
        long queued,
        long delivered,
        long digests,
        long failures,
        long full,
        long expired,
        long unreadable,
        @Nullable Instant failingSince,
        @Nullable String cause) {}
