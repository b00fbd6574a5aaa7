namespace NetSim.Actors.Dispatch;

/// <summary>
/// What one lane has for another, gathered during a window and taken at the start of the next. Two lists take turns: while the target reads
/// what was gathered before the barrier, the source fills the other, so neither needs a lock. How many there are the target sees by the windows that
/// the posts name, so that it reads nothing but them: each piece of memory that two processors share goes to and fro between them, and costs more
/// than handling an event.
/// </summary>
internal sealed class Outbox(Lane target)
{
    /// <summary>Whose it is to take.</summary>
    public readonly Lane Target = target;

    private readonly Post[][] _sides = [new Post[16], new Post[16]];
    private int _count;
    private long _window;

    /// <summary>For the target.</summary>
    public Arrivals Arrivals => new(_sides);

    public void Add(in Post post, long window)
    {
        if (_window != window) (_window, _count) = (window, 0);
        ref Post[] posts = ref _sides[(int)window & 1];
        if (_count == posts.Length) Array.Resize(ref posts, _count * 2);
        ref Post next = ref posts[_count++];
        next = post;
        next.Window = window;
    }
}

/// <summary>The target's end of an <see cref="Outbox"/>.</summary>
internal readonly struct Arrivals(Post[][] sides)
{
    /// <summary>What was gathered during a window.</summary>
    public ReadOnlySpan<Post> Take(long window)
    {
        Post[] posts = sides[(int)window & 1];
        int count = 0;
        while (count < posts.Length && posts[count].Window == window) count++;
        return posts.AsSpan(0, count);
    }
}
