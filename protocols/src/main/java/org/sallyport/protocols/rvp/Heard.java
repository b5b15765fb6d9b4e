package org.sallyport.protocols.rvp;

/** A request, and what it turned out to be. */
record Heard(Asked asked, Finding finding) {}
