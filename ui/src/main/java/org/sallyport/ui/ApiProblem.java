package org.sallyport.ui;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Why a script does not get what it asked for, as a problem document of RFC 9457. Title and detail are for the person who runs
 * the script: what went wrong, and what to do.
 */
final class ApiProblem extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final String detail;
    private final transient Map<String, Object> more = new LinkedHashMap<>();

    ApiProblem(int status, String title, String detail) {
        // What goes wrong with a request is ordinary: it needs no stack.
        super(title, null, false, false);
        this.status = status;
        this.title = title;
        this.detail = detail;
    }

    static ApiProblem notFound(String detail) {
        return new ApiProblem(404, "Not found", detail);
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String detail() {
        return detail;
    }

    /** Adds a member of its own to the document, RFC 9457 section 3.2. */
    ApiProblem with(String name, Object value) {
        more.put(name, value);
        return this;
    }

    Map<String, Object> more() {
        return more;
    }
}
