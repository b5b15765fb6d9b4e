package org.sallyport.policy.identity.ldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultListener;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a long list a page at a time (RFC 2696), once. No page is held: each entry is handed on as it comes, so a server that
 * pays no heed to pages costs no memory. For one thread.
 */
final class Pages {

    private static final Logger log = LoggerFactory.getLogger(Pages.class);

    /** Servers give a thousand entries at once where nobody says otherwise. */
    private static final int PAGE = 500;

    /** A server that has looked through much and found nothing may say so with an empty page, but not for ever. */
    private static final int MOST_EMPTY = 20;

    private final int most;
    private final Consumer<SearchResultEntry> each;
    private final List<SearchResultReference> elsewhere = new ArrayList<>();
    private int read;

    @FunctionalInterface
    interface Search {
        SearchResult search(SearchRequest request) throws LDAPException;
    }

    /**
     * @param most how many entries are read at most
     * @param each gets them
     */
    Pages(int most, Consumer<SearchResultEntry> each) {
        this.most = most;
        this.each = each;
    }

    /** @return whether these were all */
    boolean read(Search search, String base, Filter filter, String... wanted) throws LDAPException {
        SearchResultListener listener = listener();
        ASN1OctetString cookie = null;
        int empty = 0;
        do {
            int before = read;
            SearchRequest request = new SearchRequest(listener, base, SearchScope.SUB, filter, wanted);
            request.addControl(new SimplePagedResultsControl(PAGE, cookie));
            SearchResult page = search.search(request);
            Elsewhere.refuse(elsewhere);
            empty = read == before ? empty + 1 : 0;
            if (empty > MOST_EMPTY) {
                throw new LDAPException(ResultCode.PROTOCOL_ERROR, "the directory's list of pages has no end");
            }
            @Nullable SimplePagedResultsControl more = SimplePagedResultsControl.get(page);
            cookie = more != null && more.moreResultsToReturn() ? more.getCookie() : null;
            if (read > most) {
                letGo(search, request, cookie);
                return false;
            }
        } while (cookie != null);
        return true;
    }

    /** The server keeps what is left of the list for us until it is told, or the connection ends. */
    private static void letGo(Search search, SearchRequest request, @Nullable ASN1OctetString cookie) {
        if (cookie != null) {
            try {
                request.replaceControl(new SimplePagedResultsControl(0, cookie));
                search.search(request);
            } catch (LDAPException e) {
                log.debug("The directory keeps a list that nobody wants: {}", DirectoryClient.describe(e));
            }
        }
    }

    private SearchResultListener listener() {
        return new SearchResultListener() {
            @Override
            public void searchEntryReturned(SearchResultEntry entry) {
                // One more than wanted tells that there are more; what follows that is of no use.
                if (read <= most && ++read <= most) {
                    each.accept(entry);
                }
            }

            @Override
            public void searchReferenceReturned(SearchResultReference reference) {
                if (elsewhere.size() < PAGE) {
                    elsewhere.add(reference);
                }
            }
        };
    }
}
