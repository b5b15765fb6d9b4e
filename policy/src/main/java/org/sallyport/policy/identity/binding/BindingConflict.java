package org.sallyport.policy.identity.binding;

import java.time.Instant;
import org.sallyport.protocols.ScreenName;

/**
 * Somebody claims a screen name that is another's. It stays the other's until an administrator settles it.
 *
 * @param id by which it is settled: the same for the same name and claimant; characters that addresses take
 * @param name the account
 * @param person the id of the claimant's directory entry
 * @param login the claimant's login
 * @param source how it was claimed
 * @param since when
 * @param by who claimed it, by login
 * @param reason why, in their words; may be empty
 */
public record BindingConflict(
        String id,
        ScreenName name,
        String person,
        String login,
        Binding.Source source,
        Instant since,
        String by,
        String reason) {}
