package org.sallyport.policy.identity.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server says is on other servers (RFC 4511, 4.5.3). Those are not asked, for that would be to hand them our account's
 * password; and an answer that says so is not the whole one, so nobody can be told from it to be unregistered.
 */
final class Elsewhere {

    /**
     * An Active Directory has these parts below the domain, and refers to them whenever the whole domain is searched (MS-ADTS
     * 3.1.1.1.3 and 7.1.1.4.1). Nobody is in them.
     */
    private static final List<RDN> WITHOUT_PEOPLE =
            List.of(new RDN("CN", "Configuration"), new RDN("DC", "DomainDnsZones"), new RDN("DC", "ForestDnsZones"));

    private Elsewhere() {}

    /** Throws when people or groups may be on other servers. */
    static void refuse(List<SearchResultReference> references) throws LDAPException {
        for (SearchResultReference reference : references) {
            for (String url : reference.getReferralURLs()) {
                if (!isWithoutPeople(url)) {
                    throw new LDAPException(
                            ResultCode.REFERRAL,
                            "part of what is below the base DN is on another server, which is not asked: " + url);
                }
            }
        }
    }

    private static boolean isWithoutPeople(String url) {
        try {
            @Nullable RDN first = new LDAPURL(url).getBaseDN().getRDN();
            return first != null && WITHOUT_PEOPLE.contains(first);
        } catch (LDAPException notOne) {
            return false;
        }
    }
}
