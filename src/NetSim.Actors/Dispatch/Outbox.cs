namespace NetSim.Actors.Dispatch;

/// <summary>
/// What one lane has for another, gathered during a window and taken at the start of the next. Two lists take turns: while the target reads
/// what was gathered before the barrier, the source fills the other, so neither needs a lock.
/// </summary>
internal sealed class Outbox
{
    private readonly Post[][] _posts = [new Post[16], new Post[16]];
    private readonly int[] _counts = new int[2];

    public void Add(in Post post, int window)
    {
        int side = window & 1;
        int count = _counts[side];
        if (count == _posts[side].Length) Array.Resize(ref _posts[side], count * 2);
        _posts[side][count] = post;
        _counts[side] = count + 1;
    }

    /// <summary>What was gathered during a window. The caller clears the span when it has read it.</summary>
    public Span<Post> Take(int window)
    {
        int side = window & 1;
        Span<Post> posts = _posts[side].AsSpan(0, _counts[side]);
        _counts[side] = 0;
        return posts;
    }
}
