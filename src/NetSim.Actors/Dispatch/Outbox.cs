namespace NetSim.Actors.Dispatch;

/// <summary>
/// What one lane has for another, gathered during a window and taken at the start of the next. Two lists take turns: while the target reads
/// what was gathered before the barrier, the source fills the other, so neither needs a lock. Only the source writes: memory that two processors
/// write goes to and fro between them.
/// </summary>
internal sealed class Outbox
{
    private readonly Side[] _sides = [new(), new()];

    public void Add(in Post post, int window) => _sides[window & 1].Add(post, window);

    /// <summary>What was gathered during a window.</summary>
    public ReadOnlySpan<Post> Take(int window) => _sides[window & 1].Take(window);

    private sealed class Side
    {
        private Post[] _posts = new Post[16];
        private int _count;
        private int _window;

        public void Add(in Post post, int window)
        {
            if (_window != window) (_window, _count) = (window, 0);
            if (_count == _posts.Length) Array.Resize(ref _posts, _count * 2);
            _posts[_count++] = post;
        }

        public ReadOnlySpan<Post> Take(int window) => _window == window ? _posts.AsSpan(0, _count) : default;
    }
}
