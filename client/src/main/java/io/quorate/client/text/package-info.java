/** Words as people write them, and what they meant. May depend on nothing of ours. */
@org.jspecify.annotations.NullMarked
package io.quorate.client.text;
