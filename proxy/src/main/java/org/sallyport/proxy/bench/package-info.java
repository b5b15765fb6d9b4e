/**
 * A benchmark that fits into two minutes: the same bytes directly, through HAProxy and through the gateway, in turns, on this
 * machine. What it measures and what it leaves out is in {@code docs/performance.md}.
 */
@NullMarked
package org.sallyport.proxy.bench;

import org.jspecify.annotations.NullMarked;
