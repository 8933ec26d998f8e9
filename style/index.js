import './base.css';
import './help.css';
