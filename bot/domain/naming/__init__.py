"""Names of colleagues in what somebody wrote: found by a roster's index, and read by what stands around them."""
