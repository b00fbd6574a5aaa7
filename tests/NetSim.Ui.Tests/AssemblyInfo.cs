// A browser and a simulation keep two processors busy.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
