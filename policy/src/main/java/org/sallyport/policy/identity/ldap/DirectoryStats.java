package org.sallyport.policy.identity.ldap;

/**
 * What {@link LdapPeople} has done since it was opened. The counters are read one after the other, so under load they may be a
 * moment apart.
 *
 * @param lookups times the directory was asked for a name; those who ask at the same time share one
 * @param hits answers given from the cache
 * @param failures lookups to which the directory gave no proper answer
 * @param unavailable lookups that ended as "unavailable", for whatever reason: failures, the pause after one, the deadline, a
 *     full queue
 * @param conflicts lookups that found more than one person with the name
 * @param stale answers from before an outage that were given during it though their time was over
 */
public record DirectoryStats(long lookups, long hits, long failures, long unavailable, long conflicts, long stale) {}
