package org.sallyport.policy.rule;

/** Which groups the directory has, so that a rule about one that it does not have is seen before it is missed. */
@FunctionalInterface
public interface KnownGroups {

    /** Every group there could be: nothing is warned of. */
    KnownGroups ALL = group -> true;

    /**
     * Whether the directory has this group. Whoever can't tell says yes. Called while a document is read, once for each name
     * at most; may block.
     *
     * @param group its name in lower case
     */
    boolean has(String group);
}
